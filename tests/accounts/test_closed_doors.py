"""One page takes a password, no other form does: not the administrations, not Wagtail's own, not a closed route."""

import pytest
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from lms_onboarding.accounts.adapter import AccountAdapter, UnexpectedMail
from lms_onboarding.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "un mot de passe qui existe"
CREDENTIALS = {
    "username": "nadia@exemple.fr",
    "login": "nadia@exemple.fr",
    "email": "nadia@exemple.fr",
    "password": PASSWORD,
}


@pytest.fixture
def nadia() -> User:
    return User.objects.create_superuser("nadia@exemple.fr", PASSWORD)


def _paths(resolver: URLResolver, before: str = "/") -> list[str]:
    """Every address without a parameter."""
    found = []
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).lstrip("^").rstrip("$")
        if isinstance(entry, URLResolver):
            found += _paths(entry, route)
        elif isinstance(entry, URLPattern) and not set(route) & set("<(?[\\"):
            found.append(route)
    return found


ENTRANCES = sorted(
    {
        path
        for path in _paths(get_resolver())
        if any(w in path for w in ("login", "connexion", "passw", "auth", "sign"))
    }
)


DOOR = "/compte/connexion/mot-de-passe/"


def test_entrances_are_found() -> None:
    assert {"/admin/login/", "/django-admin/login/", "/_util/login/", "/compte/connexion/", DOOR} <= set(ENTRANCES)


@pytest.mark.parametrize("path", [path for path in ENTRANCES if path != DOOR])
def test_posting_a_right_password_signs_nobody_in(path: str, nadia: User) -> None:
    client = Client()
    client.post(path, CREDENTIALS)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["/admin/login/", "/django-admin/login/", "/_util/login/", "/admin/password_reset/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_closed_forms_lead_to_the_code(path: str, method: str, nadia: User) -> None:
    response = getattr(Client(), method)(f"{path}?next=/admin/", CREDENTIALS if method == "post" else None)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/compte/connexion/")


@pytest.mark.parametrize("path", ["/admin/", "/django-admin/", "/admin/pages/"])
def test_administrations_send_strangers_to_the_code(path: str) -> None:
    response = Client().get(path, follow=True)
    assert response.redirect_chain[-1][0].startswith("/compte/connexion/?next=")


def test_django_admin_refuses_who_is_no_staff() -> None:
    client = Client()
    client.force_login(User.objects.create_user("apprenante@exemple.fr"))
    assert client.get("/django-admin/").status_code in {302, 403}


def test_a_right_password_authenticates_nobody_outside_its_page(nadia: User) -> None:
    """Whatever a library or a form of tomorrow calls, in a request or out of one."""
    assert nadia.check_password(PASSWORD)
    credentials = {"username": nadia.email, "email": nadia.email, "password": PASSWORD}
    for request in (None, RequestFactory().post(DOOR, CREDENTIALS)):
        assert authenticate(request, **credentials) is None
    assert not Client().login(**credentials)


def test_its_page_opens_nothing_more_of_the_team_than_the_account(nadia: User, settings: Settings) -> None:
    settings.LMSO_SECOND_FACTOR_REQUIRED = True
    client = Client()
    client.post(DOOR, CREDENTIALS)
    assert client.session["_auth_user_id"] == str(nadia.pk)
    for path in ("/portail/", "/admin/", "/django-admin/", "/envois/"):
        assert client.get(path).headers["Location"].startswith("/compte/second-facteur/?next=")


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "password/change/", "password/set/", "password/reset/", "reauthenticate/", "confirm-email/"],
)
def test_routes_of_allauth_that_are_not_ours_do_not_exist(path: str) -> None:
    for method in ("get", "post"):
        assert getattr(Client(), method)(f"/compte/{path}").status_code == 404


def test_a_mail_of_a_closed_flow_is_an_error_not_a_mail() -> None:
    with pytest.raises(UnexpectedMail, match="password_reset_key"):
        AccountAdapter().send_mail("account/email/password_reset_key", "nadia@exemple.fr", {})


def test_no_page_of_the_administration_asks_for_a_password(nadia: User) -> None:
    client = Client()
    client.force_login(nadia)
    for path in ("/django-admin/lmso_accounts/user/add/", "/admin/users/new/"):
        response = client.get(path, follow=True)
        assert response.status_code == 200
        assert 'type="password"' not in response.content.decode()
