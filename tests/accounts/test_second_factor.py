"""Who opens more than their own path shows a second factor: who, where, how it is chosen, lost and given back."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.core import mail as outbox
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from lms_onboarding.accounts.models import User
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.people.models import ProviderSettings
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import PersonFactory
from tests.factories.sessions import SessionFactory
from tests.factories.sessions import karim as trainer
from tests.support.keys import code_drawn, drawn_from, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider", "fixed_clock", "asked_for")]
CHOICE = "/compte/second-facteur/"
APPLICATION = f"{CHOICE}application/"
STEP = "/compte/connexion/second-facteur/"


@pytest.fixture
def asked_for(settings: Settings) -> None:
    settings.LMSO_SECOND_FACTOR_REQUIRED = True


def _opened_by_code(user: User) -> Client:
    """A session that only a code opened."""
    return signed_in(user, "code")


def _enrol(client: Client) -> str:
    client.get(APPLICATION)
    secret = str(client.session["mfa.totp.secret"])
    page = client.post(APPLICATION, {"code": drawn_from(secret)}, follow=True)
    assert page.redirect_chain[-1][0] == "/compte/secours/", page.content.decode()
    return secret


def _first_key(user: User, client: Client | None = None) -> Client:
    client = client or Client()
    client.post("/compte/connexion/", {"email": user.email})
    code = OutgoingMail.objects.filter(message="account.sign_in_code").latest("pk").variables["sign_in_code"]
    assert client.post("/compte/connexion/code/", {"code": code}).status_code == 302
    return client


def _inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_it_is_asked_of_all_who_are_trusted_and_of_no_learner(provider: ProviderSettings) -> None:
    def account(name: str, **fields: Any) -> User:
        return User.objects.create_user(f"{name}@exemple.fr", **fields)

    SessionFactory()
    teacher, thomas, learner = trainer(), provider.disability_referent, EnrolmentFactory().person
    assert thomas is not None
    for person in (teacher, thomas, learner):
        person.account = account(f"compte{person.pk}")
        person.save()
    grouped, permitted, listed = account("groupe"), account("droit"), account("liste")
    view = Permission.objects.get(codename="view_session", content_type__app_label="lmso_sessions")
    grouped.groups.add(Group.objects.create(name="Veille"))
    grouped.groups.get().permissions.add(view)
    permitted.user_permissions.add(view)
    listed.groups.add(Group.objects.create(name="Promotion 2026"))
    found = {
        name: _opened_by_code(user).get("/portail/").headers.get("Location", "").partition("?")[0]
        for name, user in {
            "staff": account("staff", is_staff=True),
            "superuser": account("racine", is_superuser=True),
            "group": grouped,
            "permission": permitted,
            "trainer": teacher.account,
            "disability referent": thomas.account,
            "learner": learner.account,
            "group that gives nothing": listed,
            "nobody yet": account("nouvelle"),
        }.items()
    }
    free = {"learner", "nobody yet", "group that gives nothing"}
    assert {name for name, led in found.items() if led == CHOICE} == set(found) - free
    assert {found[name] for name in free} == {""}


@pytest.mark.parametrize("path", ["/portail/", "/admin/", "/admin/pages/", "/django-admin/", "/", "/nulle-part/"])
def test_until_then_every_page_leads_to_the_choice(path: str) -> None:
    client = _opened_by_code(User.objects.create_superuser("nadia@exemple.fr"))
    assert client.get(path).headers["Location"].startswith(f"{CHOICE}?next=")
    assert client.post(path).headers["Location"] == CHOICE
    told = client.get(path, headers={"hx-request": "true"})
    assert told.headers["HX-Redirect"].startswith(CHOICE)
    assert client.get("/compte/").status_code == 200
    assert "Protégez votre compte" in client.get(CHOICE).content.decode()


def test_choosing_one_opens_the_session_and_the_next_asks_for_it(
    karim: User, fixed_clock: time_machine.Traveller
) -> None:
    User.objects.filter(pk=karim.pk).update(is_staff=True)
    older, client = _opened_by_code(karim), _opened_by_code(karim)
    client.get(f"{CHOICE}?next=/portail/")
    secret = _enrol(client)
    assert client.get("/portail/").status_code == 200, "the session that chose it goes on"
    assert older.get("/compte/").status_code == 302, "no other does"
    page = client.get("/compte/secours/").content.decode()
    assert page.count("<li>") >= 10
    assert 'href="/portail/"' in page
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored, "sealed at rest"
    file = client.get("/compte/secours/fichier/")
    assert file.headers["Content-Disposition"].startswith("attachment")
    codes = file.content.decode().splitlines()[2:12]
    assert len(set(codes)) == 10

    fixed_clock.shift(timedelta(minutes=1))
    again = _first_key(karim)
    assert not _inside(again)
    shown = code_drawn(karim)
    wrong = again.post(STEP, {"code": "000000" if shown != "000000" else "111111"}).content.decode()
    assert "Ce code n’est pas le bon" in wrong
    again.post(STEP, {"code": f"{shown[:3]} {shown[3:]}"})
    assert _inside(again)
    assert again.get("/admin/").status_code != 302 or "second-facteur" not in again.get("/admin/").headers["Location"]

    fixed_clock.shift(timedelta(seconds=31))
    replayed = _first_key(karim)
    replayed.post(STEP, {"code": shown})
    assert not _inside(replayed), "still within tolerance, and already shown once"
    for expected in (True, False):
        saved = _first_key(karim, Client())
        saved.post(STEP, {"code": codes[0]})
        assert _inside(saved) is expected, "a recovery code serves once"


def test_staying_signed_in_is_remembered_through_both_steps(karim: User) -> None:
    _enrol(_opened_by_code(karim))
    client = Client()
    client.post("/compte/connexion/", {"email": karim.email})
    code = OutgoingMail.objects.filter(message="account.sign_in_code").latest("pk").variables["sign_in_code"]
    client.post("/compte/connexion/code/", {"code": code, "remember": "1"})
    client.post(STEP, {"code": code_drawn(karim, late=1)})
    assert client.session.get_expiry_age() == timedelta(days=30).total_seconds()


def test_a_session_opened_before_the_factor_shows_and_changes_no_key(karim: User) -> None:
    """Even a fresh one: whoever reads the mailbox must not replace the factor, nor read the codes that save it."""
    _enrol(signed_in(karim))
    karim.refresh_from_db()
    intruder = _opened_by_code(karim)
    keys = ("secours/", "secours/fichier/", "second-facteur/application/", "second-facteur/cle/", "mot-de-passe/")
    for path in (f"/compte/{key}" for key in keys):
        assert intruder.get(path).headers["Location"].startswith("/compte/confirmer/")
    assert intruder.post("/compte/secours/renouveler/").headers["Location"].startswith("/compte/confirmer/")


def test_the_last_factor_of_the_team_is_replaced_never_removed(karim: User) -> None:
    client = signed_in(karim)
    _enrol(client)
    pk = Authenticator.objects.get(type="totp").pk
    User.objects.filter(pk=karim.pk).update(is_staff=True)
    page = client.post(f"{CHOICE}{pk}/retirer/", follow=True).content.decode()
    assert "ajoutez un autre facteur" in page
    other = User.objects.create_user("lea@exemple.fr")
    assert signed_in(other).post(f"{CHOICE}{pk}/retirer/").status_code == 404, "that of somebody else"
    assert Authenticator.objects.filter(pk=pk).exists()

    User.objects.filter(pk=karim.pk).update(is_staff=False)
    assert "C’est retiré" in client.post(f"{CHOICE}{pk}/retirer/", follow=True).content.decode()
    assert not Authenticator.objects.exists(), "recovery codes go with the last factor"
    assert client.get("/compte/").status_code == 200


def test_an_administrator_takes_away_a_lost_factor_and_it_is_written_down(karim: User) -> None:
    lost = signed_in(karim)
    _enrol(lost)
    nadia = User.objects.create_superuser("nadia@exemple.fr")
    keeper = User.objects.create_user("hugo@exemple.fr", is_staff=True)
    keeper.user_permissions.add(*Permission.objects.filter(codename__in=["change_user", "view_user"]))
    client = signed_in(nadia)
    action = {"action": "reset_second_factor", "_selected_action": [karim.pk, nadia.pk]}
    page = client.post("/django-admin/lmso_accounts/user/", action, follow=True).content.decode()
    assert "1 second facteur est retiré." in page
    assert "Demandez à une autre personne" in page, "never one’s own"
    assert not Authenticator.objects.exists()
    assert lost.get("/compte/").status_code == 302, "every session of the account is over"
    entry = Entry.objects.get(verb="account.factors_reset")
    assert (entry.subject, entry.actor) == (f"user/{karim.pk}", f"user/{nadia.pk}")
    deliver(clock=lambda: entry.occurred_at)
    assert "L’administration a retiré votre second facteur" in outbox.outbox[-1].subject
    assert _inside(_first_key(karim))

    helper = signed_in(keeper)
    _enrol(client)
    helper.post("/django-admin/lmso_accounts/user/", action | {"_selected_action": [nadia.pk]})
    assert Authenticator.objects.filter(user=nadia).exists(), "only a superuser touches a superuser"
    forms = {user: helper.get(f"/django-admin/lmso_accounts/user/{user.pk}/change/") for user in (karim, nadia)}
    assert 'name="email"' in forms[karim].content.decode()
    assert 'name="is_superuser"' not in forms[karim].content.decode()
    assert 'name="email"' not in forms[nadia].content.decode()


def test_the_key_that_seals_factors_can_change(karim: User, settings: Settings) -> None:
    _enrol(signed_in(karim))
    settings.LMSO_ACCOUNTS_KEYS_BEFORE = [settings.LMSO_ACCOUNTS_KEY]
    settings.LMSO_ACCOUNTS_KEY = "another-accounts-key-of-more-than-thirty-two"
    client = _first_key(karim)
    client.post(STEP, {"code": code_drawn(karim, late=1)})
    assert _inside(client), "nobody is locked out while the key changes"
    call_command("rotate_accounts_key")
    settings.LMSO_ACCOUNTS_KEYS_BEFORE = []
    assert len(code_drawn(karim)) == 6
    settings.LMSO_ACCOUNTS_KEY = "a-key-that-sealed-nothing-of-thirty-two-chars"
    with pytest.raises(CommandError, match="ACCOUNTS_KEYS_BEFORE"):
        call_command("rotate_accounts_key")


def test_it_costs_no_query_once_shown_nor_to_a_learner(settings: Settings) -> None:
    learner = PersonFactory(account=User.objects.create_user("ines@exemple.fr"))
    EnrolmentFactory(person=learner)
    superuser = User.objects.create_superuser("nadia@exemple.fr")
    for client, path in ((signed_in(learner.account, "code"), "/portail/"), (signed_in(superuser), "/envois/")):
        counts = []
        for required in (True, False):
            settings.LMSO_SECOND_FACTOR_REQUIRED = required
            client.get(path)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(path).status_code == 200
            counts.append(len(caught))
        assert counts[0] == counts[1]
