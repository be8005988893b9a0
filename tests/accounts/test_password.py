"""A password beside the code: chosen after a fresh sign-in, worth nothing anywhere but on its page."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from lms_onboarding.accounts.models import User
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.rendering import render
from tests.support.keys import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider", "fixed_clock")]
PAGE = "/compte/mot-de-passe/"
DOOR = "/compte/connexion/mot-de-passe/"
GOOD = "quatre fenêtres bleues"
HERE = {"headers": {"user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"}}


def _choose(client: Client, password: str = GOOD, again: str = GOOD) -> str:
    return client.post(PAGE, {"password": password, "again": again}, follow=True).content.decode()


def _try(email: str, password: str) -> tuple[Client, str]:
    client = Client()
    page = client.post(DOOR, {"login": email, "password": password}, follow=True).content.decode()
    return client, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(email, "…")


def test_a_password_is_chosen_told_and_closes_the_other_sessions(karim: User) -> None:
    elsewhere, client = signed_in(karim), signed_in(karim, **HERE)
    assert "Votre mot de passe est enregistré" in _choose(client)

    assert client.get("/compte/").status_code == 200, "the session that chose it goes on"
    assert elsewhere.get("/compte/").status_code == 302, "the others are over"
    mail = OutgoingMail.objects.get(message="account.security_notice")
    text = render(mail.message, mail.variables).text.replace("\xa0", " ").replace("\u202f", " ")
    assert "Un mot de passe a été choisi" in text
    assert "lundi 30 novembre 2026 à 9 h, depuis Firefox sur Windows" in text
    assert Entry.objects.get(verb="account.password_set").actor == f"user/{karim.pk}"

    opened, _page = _try("Karim.Haddad@exemple.fr", GOOD)
    assert opened.session["_auth_user_id"] == str(karim.pk)
    assert "Le mot de passe est retiré" in client.post(f"{PAGE}retirer/", follow=True).content.decode()
    assert "_auth_user_id" not in _try(karim.email, GOOD)[0].session


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("court", "court", "12 caractères"),
        ("123456789012345", "123456789012345", "entièrement"),
        ("karim.haddad@ex", "karim.haddad@ex", "semblable"),
        (GOOD, "autre", "Les deux ne sont pas pareils"),
        ("", "", "Tapez le mot de passe"),
    ],
)
def test_a_weak_password_is_refused_with_its_remedy(karim: User, password: str, again: str, said: str) -> None:
    page = _choose(signed_in(karim), password, again)
    assert said in page
    assert "Erreur : " in page
    karim.refresh_from_db()
    assert not karim.has_usable_password()


def test_a_session_left_open_chooses_nothing_until_its_owner_signs_in_again(
    karim: User, fixed_clock: time_machine.Traveller
) -> None:
    client = signed_in(karim)
    fixed_clock.shift(timedelta(minutes=16))
    response = client.post(PAGE, {"password": GOOD, "again": GOOD})
    assert response.headers["Location"].startswith("/compte/confirmer/")
    assert client.get(PAGE).headers["Location"] == "/compte/confirmer/?next=%2Fcompte%2Fmot-de-passe%2F"

    response = client.post("/compte/confirmer/", {"next": PAGE})
    assert "_auth_user_id" not in client.session, "the session is closed before the code leaves"
    code = OutgoingMail.objects.get(message="account.sign_in_code").variables["sign_in_code"]
    response = client.post("/compte/connexion/code/", {"code": code, "next": PAGE})
    assert response.headers["Location"] == PAGE
    assert "Votre mot de passe est enregistré" in _choose(client)


def test_a_stranger_learns_nothing_from_refusals(karim: User) -> None:
    """An account without a password, one with another, a suspended one, none: the same page, word for word."""
    User.objects.create_user("lea@exemple.fr", "un autre mot de passe")
    User.objects.create_user("partie@exemple.fr", "un autre mot de passe", is_active=False)
    addresses = (karim.email, "lea@exemple.fr", "partie@exemple.fr", "personne@exemple.fr")
    pages = {_try(email, GOOD)[1] for email in addresses}
    assert len(pages) == 1
    assert "ne vont pas ensemble" in pages.pop().replace("\xa0", " ")


def test_five_wrong_passwords_close_the_page_for_a_while_and_never_the_code(
    karim: User, fixed_clock: time_machine.Traveller
) -> None:
    _choose(signed_in(karim))
    for _again in range(5):
        _try(karim.email, "pas celui-là non plus")
    client, page = _try(karim.email, GOOD)
    assert "_auth_user_id" not in client.session
    assert "Trop d’essais" in page
    client.post("/compte/connexion/", {"email": karim.email})
    assert OutgoingMail.objects.filter(message="account.sign_in_code").count() == 1
    fixed_clock.shift(timedelta(minutes=5, seconds=1))
    assert "_auth_user_id" in _try(karim.email, GOOD)[0].session


def test_forged_addresses_do_not_escape_the_limits_behind_a_proxy(settings: object) -> None:
    """The proxy adds the address it saw at the end; what the visitor wrote before it counts for nothing."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    statuses = [
        Client(headers={"x-forwarded-for": f"203.0.113.{rank}, 198.51.100.7"})
        .post(DOOR, {"login": f"a{rank}@exemple.fr", "password": GOOD})
        .status_code
        for rank in range(31)
    ]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    elsewhere = Client(headers={"x-forwarded-for": "198.51.100.8"})
    assert elsewhere.post(DOOR, {"login": "b@exemple.fr", "password": GOOD}).status_code == 200
