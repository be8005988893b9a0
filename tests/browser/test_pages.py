"""Every page of the list is sound, and the list forgets none. See `soundness` and `addresses`."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.browser import soundness
from tests.browser.addresses import ELSEWHERE, FORMS, OURS, PAGES, Reader, Shown
from tests.browser.conftest import Site, Visit
from tests.browser.files import FILES


@pytest.mark.browser
@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_page_is_sound(shown: Shown, site: Site, visit: Visit) -> None:
    if shown.reader is not Reader.NOBODY:
        visit.enter(site.places[shown.reader.value], site.url)
    with soundness.watched(visit.page, site.url) as watch:
        for step in shown.steps:
            response = visit.page.goto(site.url + step.format_map(site.places))
    assert response is not None
    assert response.status == shown.status
    assert resolve(urlsplit(visit.page.url).path).view_name == shown.route
    faults = [*soundness.faults_of(visit.page, response.text()), *watch.faults()]
    assert not faults, "\n".join(faults)


def _routes(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _routes(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{namespace}{entry.name}"


def test_no_page_is_left_out_of_the_list() -> None:
    """A new page is looked at from its first day: put it in PAGES, or among the routes that show none."""
    ours = {route for route in _routes(get_resolver()) if route.startswith(OURS)}
    listed = {shown.route for shown in PAGES if shown.route.startswith(OURS)}
    assert ours - listed - FORMS - ELSEWHERE - FILES == set()
    assert listed | FORMS | ELSEWHERE | FILES <= ours
