"""Who reads confidential reports: designated by an administrator, accepted by the person, by a link of their own."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail as outbox
from django.test import Client

from lms_onboarding.common.refusals import Refused
from lms_onboarding.journal.models import Entry
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.portal import teams
from qualiopi.registers import codes, paths
from qualiopi.registers.models import ConfidentialRecipient
from qualiopi.registers.refusals import AlreadyAccepted, AlreadyDesignated
from qualiopi.registers.services import accept, end_designation, recipients_at, send_again
from tests.factories.sessions import SessionFactory
from tests.qualiopi.trust import PASSPHRASE, delivered, designated, follow_link, plain, present, recipient, shown_code
from tests.support.html import Page

pytestmark = pytest.mark.django_db

PAGE = "/signalement/destinataires/"
KARIM = "karim.haddad@passerelle.example.fr"
HUGO = {"name": "Hugo Martin", "title": "psychologue du travail", "email": "hugo.martin@exemple.fr"}


@pytest.fixture
def administrator(client: Client) -> Client:
    user = get_user_model().objects.create_user("admin@exemple.fr")
    user.groups.add(Group.objects.get(name=teams.ADMINISTRATOR))
    client.force_login(user)
    return client


def test_the_administrator_designates_and_the_link_goes_to_the_person_alone(administrator: Client) -> None:
    assert Page(administrator.get(PAGE).content.decode()).problems == []

    assert administrator.post(PAGE, HUGO).status_code == 302

    assert delivered().sent == 1
    letter = outbox.outbox[0]
    assert letter.to == ["Hugo Martin <hugo.martin@exemple.fr>"]
    assert "/l/" in str(letter.body)
    page = administrator.get(PAGE)
    assert Page(page.content.decode()).problems == []
    assert "n’a pas encore accepté" in page.content.decode()
    assert "/l/" not in page.content.decode()
    assert Entry.objects.get(verb="recipient.designated").actor.startswith("user/")


@pytest.mark.parametrize("team", [teams.TRAINER, teams.REFERENT, teams.QUALITY])
def test_nobody_else_designates(team: str, client: Client) -> None:
    user = get_user_model().objects.create_user("x@exemple.fr")
    user.groups.add(Group.objects.get(name=team))
    client.force_login(user)

    assert client.post(PAGE, HUGO).status_code == 403
    assert Client().post(PAGE, HUGO).status_code == 302
    assert not ConfidentialRecipient.objects.exists()


def test_a_trainer_of_a_session_that_is_not_over_is_refused_with_the_reason(administrator: Client) -> None:
    session = SessionFactory(opened=True)

    response = administrator.post(PAGE, {**HUGO, "name": "Karim Haddad", "email": KARIM.upper()})

    assert response.status_code == 422
    assert f"Karim Haddad anime la session {session.code}, qui n’est pas terminée" in plain(response.content)
    assert not ConfidentialRecipient.objects.exists()


def test_a_former_trainer_may_be_designated() -> None:
    SessionFactory(starts=date(2026, 11, 2))

    assert designated(KARIM).pk


def test_a_recipient_who_becomes_trainer_is_set_aside_until_the_session_is_over(moment: Any) -> None:
    karim, _code = recipient(KARIM, name="Karim Haddad")
    assert recipients_at(now=present()) == [karim]

    SessionFactory()
    assert recipients_at(now=present()) == []

    moment.move_to("2026-12-08T09:00:00Z")
    assert recipients_at(now=present()) == [karim]


def test_one_address_is_designated_once_at_a_time() -> None:
    first = designated()
    with pytest.raises(AlreadyDesignated):
        designated("Hugo.Martin@EXEMPLE.fr")

    end_designation(first, by="user/1", now=present())
    assert designated().pk != first.pk


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="adresse") as refusal:
        designated("hugo.martin")
    assert refusal.value.field == "email"


def test_the_person_accepts_by_the_link_and_sees_the_recovery_code_once(client: Client) -> None:
    hugo = designated()
    path = follow_link(client, paths.DESIGNATION, hugo.pk)
    assert Page(client.get(path).content.decode()).problems == []

    response = client.post(path, {"passphrase": PASSPHRASE, "again": PASSPHRASE})

    body = response.content.decode()
    assert Page(body).problems == []
    assert "no-store" in response.headers["Cache-Control"]
    code = codes.read(shown_code(body), length=codes.RECOVERY)
    assert code
    hugo.refresh_from_db()
    kept = [bytes(box or b"") for box in (hugo.public_key, hugo.under_passphrase, hugo.under_recovery)]
    assert all(kept)
    assert not [box for box in kept if PASSPHRASE.encode() in box or code.encode() in box]
    assert client.session.keys() == set()
    again = client.post(path, {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    assert again.status_code == 404, "the link has served"
    assert code not in again.content.decode().replace("-", "")


@pytest.mark.parametrize(
    ("passphrase", "again", "sentence"),
    [
        ("court", "court", "Prenez au moins seize caractères"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaa", "Cette phrase se devinerait"),
        (PASSPHRASE, PASSPHRASE + "s", "Les deux phrases diffèrent"),
        ("", "", "Choisissez une phrase que vous retiendrez"),
    ],
)
def test_a_passphrase_that_would_not_do_is_refused(client: Client, passphrase: str, again: str, sentence: str) -> None:
    hugo = designated()
    path = follow_link(client, paths.DESIGNATION, hugo.pk)

    response = client.post(path, {"passphrase": passphrase, "again": again})

    assert response.status_code == 422
    assert sentence in plain(response.content)
    assert not passphrase or passphrase not in response.content.decode(), "a passphrase never comes back in a page"
    assert not ConfidentialRecipient.objects.ready().exists()


def test_no_account_opens_the_designation_of_somebody_else(administrator: Client) -> None:
    hugo = designated()

    assert administrator.get(f"/signalement/designation/{hugo.pk}/").status_code == 404
    assert administrator.post(f"/signalement/designation/{hugo.pk}/", {"passphrase": PASSPHRASE}).status_code == 404


def test_a_link_sent_again_voids_the_first(administrator: Client) -> None:
    hugo = designated()
    first = PersonalLink.objects.get(scope=paths.DESIGNATION)

    assert administrator.post(PAGE, {"recipient": hugo.pk, "do": "send"}).status_code == 302

    first.refresh_from_db()
    assert first.revoked_at
    assert delivered().sent == 2
    accept(hugo, passphrase=PASSPHRASE, now=present())
    with pytest.raises(AlreadyAccepted):
        send_again(hugo, now=present())
    with pytest.raises(AlreadyAccepted):
        accept(hugo, passphrase=PASSPHRASE, now=present())
    again = administrator.post(PAGE, {"recipient": hugo.pk, "do": "send"}, follow=True)
    assert "déjà acceptée, ou elle est terminée" in again.content.decode()


def test_ending_a_designation_closes_the_form_and_keeps_the_keys(administrator: Client) -> None:
    hugo, _code = recipient()

    assert administrator.post(PAGE, {"recipient": hugo.pk, "do": "end"}).status_code == 302

    assert recipients_at(now=present()) == []
    hugo.refresh_from_db()
    assert hugo.under_passphrase
    assert administrator.post(PAGE, {"recipient": hugo.pk, "do": "end"}).status_code == 404
    assert administrator.post(PAGE, {"recipient": "x", "do": "end"}).status_code == 404
