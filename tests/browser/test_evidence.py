"""From the matrix to a missing piece, to its deposit: what the quality manager does the month before an audit."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import Site
from tests.browser.soundness import faults_of

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    context = chromium.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": site.places["team"], "url": site.url}])
    yield context.new_page()
    context.close()


def test_what_is_missing_is_found_in_the_matrix_and_deposited(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/preuves/?du=2026-01-01&au=2026-12-31")
    expect(page.get_by_text(re.compile(r"\d+ pièces? sur \d+"))).to_be_visible()
    page.get_by_role("link", name="Voir ce qui manque").click()
    late = page.get_by_role("row").filter(has_text="de retard").filter(has_text="Déposer la pièce").first
    owed = late.get_by_role("link", name=re.compile("^Déposer la pièce")).get_attribute("href")
    assert owed is not None
    assert "/preuves/deposer/?indicator=" in owed
    late.get_by_role("cell").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("indicateur")
    cell, missing = page.url, page.locator("li .state.is-danger").count()
    assert missing
    page.get_by_role("link", name=re.compile("^Déposer la pièce")).first.click()
    assert not list(faults_of(page, page.content()))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("[name=title]").fill("Pièce retrouvée")
    page.locator("[name=happened_on]").fill("2026-11-23")
    paper = FilePayload(name="piece.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7 une piece sur papier")
    page.locator("[name=file]").set_input_files(paper)
    page.locator("main").get_by_role("button", name=re.compile("Déposer|Garder")).first.click()
    expect(page.get_by_role("status")).to_contain_text("Pièce gardée")
    page.goto(cell)
    assert page.locator("li .state.is-danger").count() == missing - 1
    assert not list(faults_of(page, page.content()))
