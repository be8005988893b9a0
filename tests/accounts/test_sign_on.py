"""Single sign-on against a real identity provider, in a process of its own: who it lets in, and who it does not."""

import html
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django import Settings

from lms_onboarding.accounts.models import User
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.models import OutgoingMail
from tests.support import commands
from tests.support.environments import python_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider")]
PROVIDER: Final = "canaille[oidc,front,server]==0.3.6"
PASSWORD: Final = "mot de passe là-bas"
LEAVE: Final = "/compte/connexion/organisation/"
BACK: Final = f"http://testserver{LEAVE}retour/"
TOKEN: Final = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture(scope="module")
def elsewhere(pytestconfig: pytest.Config) -> Iterator[str]:
    """The address of the provider."""
    python, port = python_with(pytestconfig, PROVIDER), commands.free_port()
    script = Path(__file__).with_name("identity_provider.py")
    process = subprocess.Popen(
        [str(python), str(script), str(port), BACK, PASSWORD], cwd=script.parent, env={"PYTHONPATH": ""}
    )
    url, end = f"http://127.0.0.1:{port}", time.monotonic() + 60
    try:
        while True:
            try:
                requests.get(f"{url}/.well-known/openid-configuration", timeout=5).raise_for_status()
                break
            except requests.RequestException:
                assert process.poll() is None
                assert time.monotonic() < end
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(autouse=True)
def sign_on(settings: Settings, elsewhere: str) -> dict[str, object]:
    """What the environment says of it."""
    known: dict[str, object] = {
        "id": "organisation",
        "name": "Coopérative des Mauges",
        "server_url": elsewhere,
        "client_id": "lms",
        "secret": "secret",
        "factors": [],
    }
    settings.LMSO_SIGN_ON = [known]
    settings.LMSO_SECOND_FACTOR_REQUIRED = True
    return known


def _through(name: str, client: Client | None = None, *, leave: str = LEAVE) -> tuple[Client, str]:
    """Somebody leaves our sign-in page, proves who they are over there, and comes back: the client, the last page."""
    client, visitor = client or Client(), requests.Session()
    page = visitor.get(client.get(leave).headers["Location"], timeout=20)
    for field, value in (("login", name), ("password", PASSWORD)):
        token = TOKEN.search(page.text)
        assert token, page.text
        page = visitor.post(
            page.url, {"csrf_token": html.unescape(token[1]), field: value}, timeout=20, allow_redirects=False
        )
        while page.is_redirect and not page.headers["Location"].startswith(BACK):
            page = visitor.get(urljoin(page.url, page.headers["Location"]), timeout=20, allow_redirects=False)
    back = urlsplit(page.headers["Location"])
    answer = client.get(f"{back.path}?{back.query}", follow=True)
    return client, answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def _inside(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_a_verified_address_opens_its_account_and_is_known_by_its_identity_afterwards(karim: User) -> None:
    User.objects.filter(pk=karim.pk).update(email="Karim@exemple.fr")
    assert f'href="{LEAVE}"' in Client().get("/compte/connexion/").content.decode()
    client, _page = _through("karim")
    assert _inside(client) == str(karim.pk)
    tied = SocialAccount.objects.get()
    assert (tied.user, tied.uid, tied.extra_data) == (karim, "karim", {})
    assert Entry.objects.get(verb="account.identity_tied").subject == f"user/{karim.pk}"
    notice = OutgoingMail.objects.get(message="account.security_notice")
    assert notice.variables["security_event"] == "Coopérative des Mauges ouvre désormais votre compte"

    User.objects.filter(pk=karim.pk).update(email="k.haddad@exemple.fr")
    other = User.objects.create_user("karim@exemple.fr")
    client, _page = _through("karim", Client())
    assert _inside(client) == str(karim.pk), "the identity is tied, whoever has the address today"
    assert not SocialAccount.objects.filter(user=other).exists()
    page = client.get("/compte/").content.decode()
    assert "Coopérative des Mauges" in page
    client.post(f"/compte/identites/{tied.pk}/retirer/")
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("name", ["hugo", "solene"])
def test_an_unverified_address_opens_nothing(name: str) -> None:
    """« false » in words, or nothing said: the account of that address stays shut, and a sentence says why."""
    User.objects.create_user(f"{name}@exemple.fr")
    client, page = _through(name)
    assert _inside(client) is None
    assert "Coopérative des Mauges n’a pas vérifié votre adresse e-mail" in page
    assert not SocialAccount.objects.exists()


def test_nobody_signs_up_and_a_suspended_account_stays_shut(karim: User) -> None:
    client, page = _through("inconnue")
    assert _inside(client) is None
    assert "Aucun compte n’est ouvert ici à l’adresse inconnue@exemple.fr" in page
    User.objects.filter(pk=karim.pk).update(email="karim@exemple.fr", is_active=False)
    client, page = _through("karim")
    assert _inside(client) is None
    assert "Votre compte est suspendu" in page
    assert list(User.objects.all()) == [karim]


def test_the_factor_of_the_provider_counts_only_where_the_setting_says_so(sign_on: dict[str, object]) -> None:
    """It says `pwd` here: what it proves is written in the token, what it is worth in our settings."""
    nadia = User.objects.create_superuser("nadia@exemple.fr")
    for factors, opens in (([], False), (["mfa", "hwk"], False), (["pwd"], True)):
        sign_on["factors"] = factors
        client, _page = _through("nadia")
        assert _inside(client) == str(nadia.pk)
        assert (client.get("/envois/").status_code == 200) is opens


def test_a_way_in_that_was_not_begun_here_or_fails_leads_back_to_the_code(
    sign_on: dict[str, object], karim: User
) -> None:
    client = Client()
    client.force_login(karim)
    User.objects.create_user("nadia@exemple.fr")
    _through("nadia", client, leave=f"{LEAVE}?process=connect")
    assert not SocialAccount.objects.exists(), "a session, even open, ties no identity"
    state = re.search(r"state=([^&]+)", client.get(LEAVE).headers["Location"])
    assert state
    for query in ("", "?code=stolen&state=forged", f"?error=access_denied&state={state[1]}"):
        stranger = Client() if "forged" in query else client
        page = stranger.get(f"{LEAVE}retour/{query}", follow=True)
        assert page.redirect_chain[-1][0] in ("/compte/connexion/", "/portail/"), query
    sign_on["server_url"] = "http://127.0.0.1:9"
    page = Client().get(LEAVE, follow=True)
    assert "ne répond pas" in page.content.decode()
    assert Client().get("/compte/connexion/autre/").status_code == 404
    assert not SocialAccount.objects.exists()
