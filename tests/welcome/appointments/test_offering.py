"""Offer slots, move or withdraw them, note how a call ended."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from lms_onboarding import surveys
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.appointments.refusals import AlreadyBooked, NoteRefused, OfferRefused, SlotGone
from lms_onboarding.welcome.enums import CallBlocker, Channel, SlotKind
from lms_onboarding.welcome.models import Booking, CallSlot
from lms_onboarding.welcome.services import (
    CallNote,
    HowHeld,
    book_call,
    move_slot,
    note_outcome,
    withdraw_slot,
)
from tests.factories.sessions import SessionFactory

from .conftest import MONDAY, at, event_of, mails_to, offered, plain, send

pytestmark = pytest.mark.django_db
KARIM = "karim.haddad@passerelle.example.fr"
PHONE = HowHeld()


def booked(learner: Enrolment, slot: CallSlot) -> Booking:
    return book_call(enrolment=learner.pk, slot=slot.pk, by=learner.person.key, now=at(MONDAY))


def test_offering_twice_is_once(session: Session) -> None:
    first = offered(session, "2026-12-02 09:30", "2026-12-02 09:40")
    assert offered(session, "2026-12-02 09:30", "2026-12-02 09:40") == first
    assert Entry.objects.filter(verb="call.offered").count() == 2
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("start", "fields", "field"),
    [
        ("2026-11-19 09:30", {}, "day"),  # past
        ("2026-12-07 09:00", {}, "day"),  # the first day
        ("2026-12-02 09:35", {}, "start"),  # over another slot of the same person
        ("2026-12-03 09:30", {"held": HowHeld(channel=Channel.VIDEO, where="ma salle")}, "where"),
        ("2026-12-03 09:30", {"held": HowHeld(channel=Channel.VIDEO, where="javascript:alert(1)")}, "where"),
        ("2026-12-03 09:30", {"held": HowHeld(channel=Channel.PLACE)}, "where"),
        ("2026-12-03 09:30", {"minutes": 4}, "minutes"),
        ("2026-12-03 09:30", {"kind": SlotKind.GROUP, "capacity": 1}, "capacity"),
    ],
)
def test_a_slot_nobody_could_keep_is_refused(session: Session, start: str, fields: dict[str, Any], field: str) -> None:
    offered(session, "2026-12-02 09:30")
    with pytest.raises(OfferRefused) as refusal:
        offered(session, start, **fields)
    assert refusal.value.field == field
    assert CallSlot.objects.count() == 1


def test_a_trainer_is_not_in_two_sessions_at_once(session: Session) -> None:
    offered(session, "2026-12-02 09:30")
    with pytest.raises(OfferRefused):
        offered(SessionFactory(opened=True), "2026-12-02 09:30")


def test_a_trainer_without_number_gives_one(session: Session) -> None:
    nadia = Person.objects.get(first_name="Nadia")
    Person.objects.filter(pk=nadia.pk).update(phone="")
    nadia.refresh_from_db()
    with pytest.raises(OfferRefused) as refusal:
        offered(session, "2026-12-02 09:30", trainer=nadia)
    assert "la fiche de Nadia Ferrand n’en donne pas" in refusal.value.sentence


def test_a_moved_slot_takes_its_learner_along(session: Session, learner: Enrolment) -> None:
    slot = offered(session, "2026-12-02 09:30")[0]
    booked(learner, slot)
    send(at(MONDAY))
    for _ in range(2):
        move_slot(
            slot.pk,
            starts_at=at("2026-12-02 14:00"),
            held=PHONE,
            reason="j’ai un empêchement",
            by=karim_key(),
            now=at("2026-11-30 22:00"),
        )
    send(at("2026-11-30 22:00"))
    (mail,) = mails_to(KARIM)[1:]  # who moves it has it at once in their calendar
    assert (event_of(mail).start, event_of(mail)["SEQUENCE"]) == (at("2026-12-02 14:00"), 1)
    assert len(mails_to(learner.person.email)) == 1
    send(at("2026-12-01 08:00"))
    told = mails_to(learner.person.email)[1]
    assert plain(told.subject) == "Votre appel : mercredi 2 décembre à 14 h"
    assert "J’ai un empêchement." in plain(told.body)
    assert event_of(told)["SEQUENCE"] == 1


def karim_key() -> str:
    return Person.objects.get(email=KARIM).key


def test_a_free_slot_moves_and_goes_in_silence(session: Session) -> None:
    slot = offered(session, "2026-12-02 09:30")[0]
    move_slot(slot.pk, starts_at=at("2026-12-02 14:00"), held=PHONE, by="user/1", now=at(MONDAY))
    assert withdraw_slot(slot.pk, by="user/1", now=at(MONDAY)) == 0
    assert withdraw_slot(slot.pk, by="user/1", now=at(MONDAY)) == 0
    assert not OutgoingMail.objects.exists()
    verbs = Entry.objects.filter(verb__startswith="call.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["call.offered", "call.slot_moved", "call.slot_withdrawn"]


def test_a_slot_that_began_moves_no_more(session: Session) -> None:
    slot = offered(session, "2026-12-02 09:30")[0]
    with pytest.raises(SlotGone):
        move_slot(slot.pk, starts_at=at("2026-12-02 14:00"), held=PHONE, by="user/1", now=at("2026-12-02 09:31"))


def test_a_withdrawn_slot_cancels_its_call(session: Session, learner: Enrolment) -> None:
    slot = offered(session, "2026-12-02 09:30")[0]
    booked(learner, slot)
    send(at(MONDAY))
    assert withdraw_slot(slot.pk, reason="Je suis souffrant", by="user/1", now=at(MONDAY)) == 1
    send(at(MONDAY))
    body = plain(mails_to(learner.person.email)[1].body)
    assert "Je suis souffrant." in body
    assert "Choisir un autre créneau" not in body  # there is none
    assert event_of(mails_to(KARIM)[1])["STATUS"] == "CANCELLED"


NOTE = CallNote(
    outcome="held",
    next_step="adapt",
    blockers=["stress", "organise"],
    expectation="Publier un module.",
    agreed="Atelier mardi.",
)


def test_an_outcome_is_noted_once_the_call_began(session: Session, learner: Enrolment) -> None:
    made = booked(learner, offered(session, "2026-12-02 09:30")[0])
    with pytest.raises(NoteRefused):
        note_outcome(booking=made.pk, note=NOTE, by="user/1", now=at("2026-12-02 09:29"))
    noted = note_outcome(booking=made.pk, note=NOTE, by="user/1", now=at("2026-12-02 09:45"))
    note_outcome(booking=made.pk, note=NOTE, by="user/2", now=at("2026-12-02 10:00"))
    noted.refresh_from_db()
    assert (noted.outcome, noted.blockers, noted.outcome_by) == ("held", ["organise", "stress"], "user/1")
    (entry,) = Entry.objects.filter(verb="call.noted")
    assert entry.codes == {"booking": made.pk, "outcome": "held", "next": "adapt"}


def test_words_of_a_call_that_was_not_held_are_not_kept(session: Session, learner: Enrolment) -> None:
    made = booked(learner, offered(session, "2026-12-02 09:30", "2026-12-03 09:30")[0])
    missed = CallNote(outcome="no_answer", next_step="call_back", blockers=["stress"], agreed="Rien")
    noted = note_outcome(booking=made.pk, note=missed, by="user/1", now=at("2026-12-02 09:45"))
    assert (noted.blockers, noted.agreed) == ([], "")
    again = book_call(
        enrolment=learner.pk,
        slot=CallSlot.objects.latest("starts_at").pk,
        by="person/1",
        now=at("2026-12-02 10:00"),
    )
    assert again.pk != made.pk
    with pytest.raises(AlreadyBooked):
        note_outcome(booking=made.pk, note=NOTE, by="user/1", now=at("2026-12-02 11:00"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"outcome": "", "next_step": "none"}, "outcome"),
        ({"outcome": "held", "next_step": ""}, "next_step"),
        ({"outcome": "held", "next_step": "none", "blockers": ["nothing", "stress"]}, "blockers"),
        ({"outcome": "held", "next_step": "none", "agreed": "a" * 401}, "agreed"),
    ],
)
def test_a_note_that_lacks_something_is_refused(
    session: Session, learner: Enrolment, wrong: dict[str, Any], field: str
) -> None:
    made = booked(learner, offered(session, "2026-12-02 09:30")[0])
    with pytest.raises(NoteRefused) as refusal:
        note_outcome(booking=made.pk, note=CallNote(**wrong), by="user/1", now=at("2026-12-02 10:00"))
    assert refusal.value.field == field


def _codes(questionnaire: str, question: str) -> set[str]:
    starter = Path(surveys.__file__).parent / "starter" / f"{questionnaire}.yaml"
    sections = yaml.safe_load(starter.read_text())["sections"]
    asked = {one["key"]: one for section in sections for one in section["questions"]}
    return {choice["key"] for choice in asked[question]["choices"]}


def test_the_codes_are_those_of_the_questionnaires() -> None:
    """What is noted of a call is counted with what is asked before it: one set of codes."""
    assert set(CallBlocker.values) <= _codes("needs_learner", "needs_obstacles")
    assert set(CallBlocker.values) - {CallBlocker.NOTHING} <= _codes("hot_learner", "hot_obstacles")
