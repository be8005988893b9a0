"""Personal links: what opens, for whom, until when, and what is left of the token."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import (
    Grant,
    UnknownLink,
    expand,
    expand_all,
    make,
    marker,
    opened,
    register_scope,
    renew,
    revoke,
)
from lms_onboarding.links.services.scopes import _SCOPES, UnknownScope, scope_named
from lms_onboarding.links.tokens import token_of

pytestmark = pytest.mark.django_db
BASE = "https://passerelle.exemple.fr"


@pytest.fixture(autouse=True)
def scopes() -> Iterator[None]:
    known = dict(_SCOPES)
    register_scope("tests", lambda object_key: f"/tests/{object_key}/")
    yield
    _SCOPES.clear()
    _SCOPES.update(known)


def grant(number: int = 1, *, now: datetime, **changes: str) -> Grant:
    given = {"scope": "tests", "object_key": f"kit/{number}", "holder_key": f"person/{number}"} | changes
    return Grant(**given, expires_at=now + timedelta(days=14))


@pytest.fixture
def link(now: datetime) -> PersonalLink:
    return make([grant(now=now)], now=now)[0]


def path_of(link: PersonalLink) -> str:
    return expand(marker(link), base_url="")


def test_links_are_made_in_one_query(now: datetime, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        made = make([grant(number, now=now) for number in range(50)], now=now)
    assert [link.object_key for link in made] == [f"kit/{number}" for number in range(50)]
    assert all(link.pk for link in made)


def test_markers_become_addresses_in_one_query(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, second = make([grant(1, now=now), grant(2, now=now)], now=now)
    texts = [f"Ouvrir {marker(first)} ou {marker(second)}.", f'<a href="{marker(first)}">', "rien"]
    with django_assert_num_queries(1):
        text, html, nothing = expand_all(texts, base_url=BASE)
    address = f"{BASE}/l/{first.pk}-{token_of(first.pk, 1)}/"
    assert text.startswith(f"Ouvrir {address} ou {BASE}/l/{second.pk}-")
    assert (html, nothing) == (f'<a href="{address}">', "rien")
    with django_assert_num_queries(0):
        expand("sans lien", base_url=BASE)


def test_a_marker_without_link_does_not_leave_with_a_hole() -> None:
    with pytest.raises(UnknownLink, match="404"):
        expand("⟦link:404⟧", base_url=BASE)


def test_tokens_are_not_stored_and_depend_on_the_key_the_link_and_its_version(
    link: PersonalLink, settings: Settings
) -> None:
    token = token_of(link.pk, 1)
    assert re.fullmatch(r"[\w-]{32}", token)
    assert token not in str(PersonalLink.objects.values().get())
    settings.LMSO_LINKS_KEY = "another-key-of-more-than-thirty-two-characters"
    assert len({token, token_of(link.pk, 1), token_of(link.pk, 2), token_of(link.pk + 1, 1)}) == 4


@pytest.mark.usefixtures("fixed_clock")
def test_following_a_link_removes_the_token_and_does_nothing_else(
    link: PersonalLink, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = path_of(link)
    with django_assert_num_queries(1):
        response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, "/tests/kit/1/")
    assert token_of(link.pk, 1) not in str(response.headers) + str(response.cookies)
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert set(response.cookies) == {"lmso_tests"}, "no account session is opened"
    cookie = response.cookies["lmso_tests"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/tests/kit/1/", True, "Lax")
    assert cookie["max-age"] == 14 * 24 * 3600
    assert not cookie["secure"]
    assert client.get(path_of(link), secure=True).cookies["lmso_tests"]["secure"]
    assert client.head(path_of(link)).status_code == 302
    assert client.post(path_of(link)).status_code == 405


def visitor(client: Client) -> HttpRequest:
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    return request


@pytest.mark.usefixtures("fixed_clock")
def test_the_cookie_opens_its_object_and_nothing_else(link: PersonalLink, client: Client, now: datetime) -> None:
    make([grant(2, now=now)], now=now)
    client.get(path_of(link))
    request = visitor(client)
    assert opened(request, scope="tests", object_key="kit/1", now=now) == link
    assert opened(request, scope="tests", object_key="kit/2", now=now) is None
    assert opened(request, scope="other", object_key="kit/1", now=now) is None
    assert opened(RequestFactory().get("/"), scope="tests", object_key="kit/1", now=now) is None
    assert opened(request, scope="tests", object_key="kit/1", now=link.expires_at) is None


@pytest.mark.usefixtures("fixed_clock")
@pytest.mark.parametrize("forged", ["", "1", "1.", "x.y", "1.é", "²." + "0" * 64, "9" * 30 + ".0", "1." + "0" * 64])
def test_a_forged_cookie_opens_nothing(link: PersonalLink, now: datetime, forged: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES = {"lmso_tests": forged}
    assert opened(request, scope="tests", object_key="kit/1", now=now) is None


@pytest.mark.usefixtures("fixed_clock")
def test_renewing_voids_what_was_given_and_revoking_closes_for_good(
    link: PersonalLink, client: Client, now: datetime
) -> None:
    old = path_of(link)
    client.get(old)
    assert renew([link], expires_at=now + timedelta(days=30)) == 1
    assert opened(visitor(client), scope="tests", object_key="kit/1", now=now) is None
    assert client.get(old).status_code == 404
    new = path_of(link)
    assert client.get(new).status_code == 302

    assert revoke([link], now=now) == 1
    assert revoke([link], now=now + timedelta(days=1)) == 0
    assert renew([link]) == 0
    assert opened(visitor(client), scope="tests", object_key="kit/1", now=now) is None
    page = client.get(new)
    assert page.status_code == 410
    assert "Ce lien n’est plus valable" in page.content.decode()


def test_an_expired_link_says_when_and_whom_to_ask(
    link: PersonalLink, client: Client, fixed_clock: time_machine.Traveller
) -> None:
    fixed_clock.move_to(link.expires_at)
    page = client.get(path_of(link))
    assert page.status_code == 410
    words = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())
    assert "Ce lien a expiré le lundi 14 décembre 2026" in words
    assert "en répondant au message" in words
    assert not page.cookies.get("lmso_tests")


@pytest.mark.usefixtures("fixed_clock")
@pytest.mark.parametrize("pk", [1, 10**18, 10**40])
def test_a_forged_link_learns_nothing(client: Client, pk: int) -> None:
    for token in ("a", "A" * 32, "-" * 80):
        page = client.get(reverse("lmso_links:open", args=[pk, token]))
        assert page.status_code == 404
        assert "Ce lien ne mène nulle part" in page.content.decode()


@pytest.mark.usefixtures("fixed_clock")
def test_a_post_acts_only_for_a_scope_that_says_so(link: PersonalLink, client: Client) -> None:
    def act(request: HttpRequest, object_key: str, now: datetime) -> HttpResponse:
        return HttpResponse(f"done to {object_key}")

    register_scope("tests", lambda object_key: "/tests/", one_click=act)
    assert client.post(path_of(link)).content == b"done to kit/1"
    assert client.post(path_of(link)[:-2] + "/").status_code == 404


def test_a_scope_nobody_registered_is_named() -> None:
    with pytest.raises(UnknownScope, match="nowhere"):
        scope_named("nowhere")
