"""Coming in by a code: what a person sees, what a stranger cannot learn, and how often one may try."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core import mail as django_mail
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lms_onboarding.accounts.models import User
from lms_onboarding.common import clock
from lms_onboarding.mailing.enums import Lane, MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider", "fixed_clock")]
SIGN_IN = "/compte/connexion/"
CODE = "/compte/connexion/code/"


def _code() -> str:
    return str(OutgoingMail.objects.latest("pk").variables["sign_in_code"])


def _page(response: object) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def test_the_names_of_the_pages_are_allauths_own() -> None:
    assert reverse("account_login") == reverse("account_request_login_code") == SIGN_IN
    assert reverse("account_confirm_login_code") == CODE


def test_a_code_opens_the_space(client: Client, karim: User) -> None:
    page = client.post(SIGN_IN, {"email": "Karim.Haddad@EXEMPLE.fr"}, follow=True)
    assert "karim.haddad@exemple.fr" in _page(page).lower()

    response = client.post(CODE, {"code": _code()})
    assert response.headers["Location"] == reverse("lmso_portal:home")
    assert client.session["_auth_user_id"] == str(karim.pk)
    assert client.session.get_expire_at_browser_close()


def test_the_mail_takes_the_fast_lane_at_once_and_says_what_it_must(client: Client, karim: User) -> None:
    client.post(SIGN_IN, {"email": karim.email})
    mail = OutgoingMail.objects.get()
    assert (mail.message, mail.lane, mail.to_email) == ("account.sign_in_code", Lane.FAST, karim.email)
    assert mail.key.startswith("account-code/")
    assert mail.due_at == mail.queued_at
    assert re.fullmatch(r"\d{6}", _code())
    assert mail.variables["code_validity"] == "dix minutes"


@pytest.mark.parametrize(("late", "state"), [(599, MailState.UNKNOWN), (600, MailState.SUPPRESSED)])
def test_a_code_that_opens_nothing_any_more_does_not_leave(
    client: Client, karim: User, fixed_clock: time_machine.Traveller, late: int, state: MailState
) -> None:
    """After an outage of the mail server, a page still open would get a code that it refuses."""
    client.post(SIGN_IN, {"email": karim.email})
    fixed_clock.shift(timedelta(seconds=late))
    deliver(clock=clock.now, lane=Lane.FAST)
    mail = OutgoingMail.objects.get()
    assert (mail.state, len(django_mail.outbox)) == (state, int(state == MailState.UNKNOWN))
    assert mail.variables == {}, "sent or not, nothing keeps the code"


def test_staying_signed_in_is_a_choice(client: Client, karim: User) -> None:
    client.post(SIGN_IN, {"email": karim.email})
    client.post(CODE, {"code": _code(), "remember": "1"})
    assert client.session.get_expiry_age() == timedelta(days=30).total_seconds()


def test_spaces_in_a_pasted_code_do_no_harm(client: Client, karim: User) -> None:
    client.post(SIGN_IN, {"email": karim.email})
    client.post(CODE, {"code": f" {_code()[:3]} {_code()[3:]} "})
    assert "_auth_user_id" in client.session


def test_a_wrong_code_says_how_many_tries_are_left_and_the_third_ends_it(client: Client, karim: User) -> None:
    client.post(SIGN_IN, {"email": karim.email})
    wrong = "000000" if _code() != "000000" else "111111"
    assert "Il vous reste deux essais." in _page(client.post(CODE, {"code": wrong}))
    assert "Il vous reste un essai." in _page(client.post(CODE, {"code": wrong}))
    assert client.post(CODE, {"code": wrong}).headers["Location"] == SIGN_IN
    client.post(CODE, {"code": _code()})
    assert "_auth_user_id" not in client.session


def test_a_code_dies_after_ten_minutes(client: Client, karim: User, fixed_clock: time_machine.Traveller) -> None:
    client.post(SIGN_IN, {"email": karim.email})
    fixed_clock.shift(timedelta(minutes=10, seconds=1))
    client.post(CODE, {"code": _code()})
    assert "_auth_user_id" not in client.session


def test_a_new_code_replaces_the_first_and_lives_ten_minutes_of_its_own(
    client: Client, karim: User, fixed_clock: time_machine.Traveller
) -> None:
    client.post(SIGN_IN, {"email": karim.email})
    first = _code()
    fixed_clock.shift(timedelta(minutes=9))
    client.post(CODE, {"action": "resend"})
    assert OutgoingMail.objects.count() == 2
    fixed_clock.shift(timedelta(minutes=4))
    if first != _code():
        client.post(CODE, {"code": first})
        assert "_auth_user_id" not in client.session
    client.post(CODE, {"code": _code()})
    assert "_auth_user_id" in client.session


def test_a_stranger_learns_nothing(client: Client, karim: User) -> None:
    """The same page, word for word, whether the address has an account, a suspended one, or none."""
    User.objects.create_user("partie@exemple.fr", is_active=False)
    pages = set()
    for address in (karim.email, "partie@exemple.fr", "personne@exemple.fr"):
        visitor = Client()
        response = visitor.post(SIGN_IN, {"email": address}, follow=True)
        page = _page(response).replace(address, "…")
        pages.add(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page))
    assert len(pages) == 1
    assert [mail.to_email for mail in OutgoingMail.objects.all()] == [karim.email]


def test_codes_cannot_be_asked_for_without_end(karim: User, fixed_clock: time_machine.Traveller) -> None:
    for minute in range(20):
        for _again in range(4):
            Client().post(SIGN_IN, {"email": karim.email})
        if minute == 0:
            assert OutgoingMail.objects.count() == 3  # three a minute
        fixed_clock.shift(timedelta(seconds=61))
    assert OutgoingMail.objects.count() == 12  # twelve an hour
    assert "Trop d’essais" in _page(Client().post(SIGN_IN, {"email": karim.email}))


def test_the_page_asked_for_is_reached_after_signing_in(client: Client, karim: User) -> None:
    response = client.get("/portail/")
    assert response.headers["Location"] == f"{SIGN_IN}?next=/portail/"
    client.post(f"{SIGN_IN}?next=/mentions-legales/", {"email": karim.email, "next": "/mentions-legales/"})
    response = client.post(CODE, {"code": _code(), "next": "/mentions-legales/"})
    assert response.headers["Location"] == "/mentions-legales/"


def test_another_site_is_never_the_page_asked_for(client: Client, karim: User) -> None:
    client.post(SIGN_IN, {"email": karim.email})
    response = client.post(CODE, {"code": _code(), "next": "https://ailleurs.example/"})
    assert response.headers["Location"] == reverse("lmso_portal:home")


def test_changing_address_starts_again(client: Client, karim: User) -> None:
    client.post(SIGN_IN, {"email": karim.email})
    assert client.get(SIGN_IN).headers["Location"] == CODE
    client.post("/compte/deconnexion/", {"next": SIGN_IN})
    assert client.get(SIGN_IN).status_code == 200


def test_leaving_asks_then_closes(client: Client, karim: User) -> None:
    client.force_login(karim)
    assert "Fermer votre session" in _page(client.get("/compte/deconnexion/"))
    assert "_auth_user_id" in client.session
    client.post("/compte/deconnexion/")
    assert "_auth_user_id" not in client.session


def test_a_bad_address_is_said_in_french(client: Client) -> None:
    page = _page(client.post(SIGN_IN, {"email": "karim"}))
    assert "Erreur : " in page
    assert 'aria-invalid="true"' in page


def test_the_superuser_command_takes_an_address(karim: User) -> None:

    call_command("createsuperuser", email="nadia@exemple.fr", interactive=False, verbosity=0)
    nadia = get_user_model().objects.get(email="nadia@exemple.fr")
    assert nadia.is_superuser
    assert nadia.is_staff
    assert not nadia.has_usable_password()
