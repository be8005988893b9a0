"""The page where a learner signs: who may open it, by which door, what it says before, during and after."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail as outbox
from django.test import Client
from time_machine import Traveller, travel

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import expand, marker
from lms_onboarding.mailing.enums import Lane
from lms_onboarding.mailing.services import deliver
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import AttendanceSignature
from lms_onboarding.progress.services import Finding as Found
from lms_onboarding.progress.services import code_of, countersign, invite_to_sign, mark_attendance, written
from lms_onboarding.sessions.models import Slot
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory, karim
from tests.progress.attendance.conftest import at

pytestmark = pytest.mark.django_db
CURVE = json.dumps([[20, 150, 80, 40, 140, 220, 200, 60]])


@pytest.fixture
def clock(provider: object) -> Iterator[Traveller]:
    with travel(at(9, 12), tick=False) as traveller:
        yield traveller


@pytest.fixture
def ines(clock: Traveller) -> Enrolment:
    session = SessionFactory(code="LMS-CREATEUR-2026-12", opened=True)
    return EnrolmentFactory(session=session, person=people.person("Inès", "Berthier", "ines@exemple.fr"))


@pytest.fixture
def morning(ines: Enrolment) -> Slot:
    return ines.session.slots.order_by("start")[0]


def signed_in(person: Person) -> Client:
    account, _made = get_user_model().objects.get_or_create(email=person.email)
    Person.objects.filter(pk=person.pk).update(account=account)
    client = Client()
    client.force_login(account)
    return client


def page_of(enrolment: Enrolment) -> str:
    return f"/emargement/{enrolment.pk}/"


def words(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_signed_in_the_learner_signs_with_a_drawing_and_sees_the_hour(ines: Enrolment, morning: Slot) -> None:
    client = signed_in(ines.person)
    shown = words(client.get(page_of(ines)))
    assert "Inès, signez pour ce matin" in shown
    assert "Signature ouverte de 8 h 50 à 13 h." in shown
    answer = client.post(page_of(ines), {"slot": morning.pk, "drawing": CURVE}, follow=True)
    assert "votre présence est signée" in words(answer)
    assert "Signée à 9 h 12" in words(answer)
    signature = AttendanceSignature.objects.get()
    assert (signature.kind, signature.door, signature.device) == ("drawn", "portal", "ordinateur")


def test_a_name_is_enough_and_another_name_is_not(ines: Enrolment, morning: Slot) -> None:
    client = signed_in(ines.person)
    refused = client.post(page_of(ines), {"slot": morning.pk, "name": "Karim Haddad"})
    assert refused.status_code == 422
    assert 'value="Karim Haddad"' in refused.content.decode()
    assert "tels qu’ils figurent sur la feuille : Inès Berthier" in words(refused)
    client.post(page_of(ines), {"slot": morning.pk, "name": "ines berthier"}, headers={"user-agent": "x Mobile"})
    assert AttendanceSignature.objects.get().device == "téléphone"


@pytest.mark.parametrize("posted", [{}, {"drawing": "{"}, {"drawing": "[" * 90000}, {"how": "scanned"}, {"slot": "x"}])
def test_what_is_no_signature_is_refused_with_a_sentence(
    ines: Enrolment, morning: Slot, posted: dict[str, str]
) -> None:
    refused = signed_in(ines.person).post(page_of(ines), {"slot": morning.pk, **posted})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()
    assert not AttendanceSignature.objects.exists()


def test_outside_the_window_nothing_is_signed(ines: Enrolment, morning: Slot, clock: Traveller) -> None:
    client = signed_in(ines.person)
    clock.move_to(at(13, 5))
    shown = words(client.get(page_of(ines)))
    assert "rien à signer pour l’instant" in shown
    assert "Fermée, sans signature" in shown
    refused = client.post(page_of(ines), {"slot": morning.pk, "name": "Inès Berthier"})
    assert refused.status_code == 409
    assert "La signature a fermé à 13 h. Demandez à Karim Haddad" in words(refused)


def test_nobody_opens_the_page_of_somebody_else(ines: Enrolment) -> None:
    other = EnrolmentFactory(session=ines.session)
    assert signed_in(other.person).get(page_of(ines)).status_code == 404
    assert signed_in(karim()).get(page_of(ines)).status_code == 404
    assert Client().get(page_of(ines)).headers["Location"].startswith("/compte/connexion/?next=/emargement/")
    shown = signed_in(ines.person).get(page_of(ines)).content.decode()
    assert other.person.full_name not in shown


def test_a_slot_of_another_session_cannot_be_signed_from_here(ines: Enrolment) -> None:
    elsewhere = SessionFactory(opened=True).slots.first()
    assert elsewhere is not None
    refused = signed_in(ines.person).post(page_of(ines), {"slot": elsewhere.pk, "name": "Inès Berthier"})
    assert refused.status_code == 422


def test_the_link_of_the_mail_opens_the_page_and_dies_with_the_window(
    ines: Enrolment, morning: Slot, clock: Traveller
) -> None:
    author = karim()
    assert invite_to_sign(slot=morning.pk, author=author, now=at(9, 12)) == ["Inès Berthier"]
    assert invite_to_sign(slot=morning.pk, author=author, now=at(9, 20)) == []
    deliver(clock=lambda: at(9, 13), lane=Lane.FAST)
    (letter,) = outbox.outbox
    assert letter.subject == "Votre signature de lundi 7\u00a0décembre matin"
    assert "jusqu’à 13\u00a0h" in letter.body
    assert "Karim Haddad" in letter.body
    link = PersonalLink.objects.get()
    assert link.expires_at == at(13)
    client = Client()
    shown = client.get(expand(marker(link), base_url=""), follow=True)
    assert "Inès, signez pour ce matin" in words(shown)
    client.post(page_of(ines), {"slot": morning.pk, "name": "Inès Berthier"})
    assert AttendanceSignature.objects.get().door == "link"
    clock.move_to(at(13, 1))
    assert client.get(page_of(ines)).status_code == 302


@pytest.mark.parametrize("case", ["signed", "absent", "late", "locked"])
def test_a_link_that_is_no_longer_needed_does_not_leave(ines: Enrolment, morning: Slot, case: str) -> None:
    author = karim()
    invite_to_sign(slot=morning.pk, author=author, now=at(9, 12))
    if case == "signed":
        signed_in(ines.person).post(page_of(ines), {"slot": morning.pk, "name": "Inès Berthier"})
    if case in ("absent", "locked"):
        mark_attendance(slot=morning.pk, findings=[Found(ines.pk, "absent")], author=author, now=at(9, 12))  # type: ignore[arg-type]
    if case == "locked":
        name = written("Karim Haddad", person=author)
        countersign(slot=morning.pk, signature=name, author=author, now=at(9, 12))
    later: datetime = at(13, 1) if case == "late" else at(9, 13)
    deliver(clock=lambda: later, lane=Lane.FAST)
    assert not outbox.outbox


def test_the_wall_opens_a_page_where_one_signs_in_and_signs_for_oneself(ines: Enrolment, morning: Slot) -> None:
    client = Client()
    code = code_of(morning, now=at(9, 12))
    scanned = client.get(f"/e/{code}/")
    assert scanned.headers["Location"] == f"/e/ici/{morning.pk}/"
    asked = client.get(f"/e/ici/{morning.pk}/")
    assert asked.headers["Location"].startswith("/compte/connexion/?next=/e/ici/")
    client.force_login(get_user_model().objects.create_user("personne@exemple.fr"))
    assert client.get(f"/e/ici/{morning.pk}/").status_code == 403
    own = signed_in(ines.person)
    own.get(f"/e/{code}/")
    shown = words(own.get(f"/e/ici/{morning.pk}/", follow=True))
    assert "Signer avec le code de la salle" in shown
    own.post(page_of(ines), {"slot": morning.pk, "how": "scanned"})
    signature = AttendanceSignature.objects.get()
    assert (signature.kind, signature.door, signature.enrolment) == ("scanned", "wall", ines)


def test_a_code_that_is_past_or_wrong_opens_nothing(ines: Enrolment, morning: Slot, clock: Traveller) -> None:
    client = Client()
    code = code_of(morning, now=at(9, 12))
    typed = client.post("/e/", {"code": f"{code[:3]} {code[3:]}".lower()})
    assert typed.headers["Location"] == f"/e/{code}/"
    assert client.post("/e/", {"code": "zzzzz"}).status_code == 422
    assert client.post("/e/", {"code": ""}).status_code == 422
    clock.shift(120)
    gone = client.get(f"/e/{code}/")
    assert gone.status_code == 410
    assert "lmso_scan" not in gone.cookies


def test_a_code_read_too_long_ago_signs_no_more(ines: Enrolment, morning: Slot, clock: Traveller) -> None:
    client = signed_in(ines.person)
    client.get(f"/e/{code_of(morning, now=at(9, 12))}/")
    clock.shift(16 * 60)
    assert client.post(page_of(ines), {"slot": morning.pk, "how": "scanned"}).status_code == 422


def test_from_the_menu_one_finds_one_s_own_page(ines: Enrolment) -> None:
    assert signed_in(ines.person).get("/portail/emargement/").headers["Location"] == page_of(ines)
    assert signed_in(karim()).get("/portail/emargement/").status_code == 404
    assert page_of(ines) in signed_in(ines.person).get("/portail/").content.decode()
