"""No page of ours, and none of Wagtail's, is refused a file or a script by its own policy."""

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from lms_onboarding.accounts.models import User
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def nadia() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("nadia@exemple.fr", first_name="Nadia"))
    return client


@pytest.mark.parametrize(
    "path", ["/compte/connexion/", "/donnees-personnelles/", "/mentions-legales/", "/nulle-part/"]
)
def test_public_pages_load_all_they_ask_for(path: str, live_server: LiveServer, visit: Visit) -> None:
    visit.page.goto(live_server.url + path)
    expected = {"Failed to load resource: the server responded with a status of 404 (Not Found)"}
    assert set(visit.complaints) <= (expected if path == "/nulle-part/" else set())
    family = visit.page.evaluate("getComputedStyle(document.body).fontFamily")
    assert "Manrope" in family


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/groups/", "/admin/pages/1/", "/django-admin/"])
def test_administrations_work_under_their_own_policy(
    path: str, live_server: LiveServer, visit: Visit, nadia: Client
) -> None:
    visit.sign_in(nadia, live_server.url)
    visit.page.goto(live_server.url + path)
    assert visit.page.locator("body").inner_text()
    assert [line for line in visit.complaints if "Content Security Policy" in line or "Refused" in line] == []
