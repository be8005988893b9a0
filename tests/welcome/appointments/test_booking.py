"""Book, move, cancel, decline: each act once, each told to both sides, nothing lost when refused."""

from datetime import timedelta

import pytest

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.appointments.refusals import AlreadyBooked, CallsClosed, SlotGone, SlotTaken, TooLate
from lms_onboarding.welcome.models import Booking, CallDecline
from lms_onboarding.welcome.services import book_call, cancel_call, decline_call, move_call, withdraw_slot
from tests.factories.people import person
from tests.factories.sessions import SessionFactory

from .conftest import MONDAY, at, enrolled, event_of, mails_to, meeting, offered, plain, send

pytestmark = pytest.mark.django_db
NIGHT = "2026-11-30 22:10"  # out of the hours of sending
KARIM = "karim.haddad@passerelle.example.fr"


def booked(learner: Enrolment, slot: int, now: str = MONDAY) -> Booking:
    return book_call(enrolment=learner.pk, slot=slot, by=learner.person.key, now=at(now))


def verbs() -> list[str]:
    return list(Entry.objects.filter(verb__startswith="call.").order_by("pk").values_list("verb", flat=True))


def test_a_booking_is_acknowledged_at_once_even_at_night(session: Session, learner: Enrolment) -> None:
    slot = offered(session, "2026-12-02 09:30")[0]
    booked(learner, slot.pk, NIGHT)
    send(at(NIGHT))
    (mail,) = mails_to(learner.person.email)
    assert plain(mail.subject) == "C’est noté : mercredi 2 décembre à 9 h 30"
    body = plain(mail.body)
    assert "Karim Haddad vous retrouve pour dix minutes" in body
    assert "déplacer ou annuler l’appel" in body
    assert mail.reply_to == [KARIM]
    assert "Karim Haddad" in mail.from_email
    event = event_of(mail)
    assert event.start == at("2026-12-02 09:30")
    assert event["DTEND"].dt - event.start == timedelta(minutes=10)
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert "http" not in event.to_ical().decode()


def test_the_trainer_is_told_in_the_hours_of_sending(session: Session, learner: Enrolment) -> None:
    slot = offered(session, "2026-12-02 09:30")[0]
    booked(learner, slot.pk, NIGHT)
    send(at(NIGHT))
    assert not mails_to(KARIM)
    send(at("2026-12-01 08:00"))
    (mail,) = mails_to(KARIM)
    assert plain(mail.subject) == "Rendez-vous réservé : mercredi 2 décembre à 9 h 30"
    assert learner.person.full_name in mail.body
    assert f"/sessions/{session.pk}/appels/" in mail.body
    assert event_of(mail)["UID"] == event_of(mails_to(learner.person.email)[0])["UID"]


def test_the_trainer_is_told_at_once_when_morning_would_be_too_late(session: Session, learner: Enrolment) -> None:
    slot = offered(session, "2026-12-01 08:30")[0]
    booked(learner, slot.pk, NIGHT)
    send(at(NIGHT))
    assert len(mails_to(KARIM)) == 1


def test_booking_twice_is_once(session: Session, learner: Enrolment) -> None:
    slot = offered(session, "2026-12-02 09:30")[0]
    first = booked(learner, slot.pk)
    assert booked(learner, slot.pk, "2026-11-30 10:01") == first
    assert verbs() == ["call.offered", "call.booked"]
    assert OutgoingMail.objects.count() == 2


def test_the_second_learner_is_refused_and_loses_nothing(session: Session, learner: Enrolment) -> None:
    slot, other = offered(session, "2026-12-02 09:30", "2026-12-02 09:40")
    booked(learner, slot.pk)
    late = enrolled(session)
    with pytest.raises(SlotTaken):
        booked(late, slot.pk)
    assert Booking.objects.count() == 1
    assert booked(late, other.pk).seat == 1


def test_a_learner_has_one_call(session: Session, learner: Enrolment) -> None:
    slot, other = offered(session, "2026-12-02 09:30", "2026-12-02 09:40")
    booked(learner, slot.pk)
    with pytest.raises(AlreadyBooked):
        booked(learner, other.pk)


@pytest.mark.parametrize(
    ("now", "possible"), [("2026-12-02 08:30", True), ("2026-12-02 08:31", False), ("2026-12-02 09:45", False)]
)
def test_nothing_changes_within_the_hour(session: Session, learner: Enrolment, now: str, *, possible: bool) -> None:
    slot, other = offered(session, "2026-12-02 09:30", "2026-12-03 09:30")
    made = booked(learner, slot.pk)
    by = learner.person.key
    if possible:
        assert cancel_call(booking=made.pk, by=by, now=at(now))
        return
    with pytest.raises(TooLate):
        move_call(enrolment=learner.pk, slot=other.pk, by=by, now=at(now))
    with pytest.raises(TooLate):
        cancel_call(booking=made.pk, by=by, now=at(now))
    with pytest.raises(SlotGone):
        booked(enrolled(session), slot.pk, now)
    made.refresh_from_db()
    assert (made.slot_id, made.cancelled_at) == (slot.pk, None)


def test_a_moved_call_keeps_its_identity_in_calendars(session: Session, learner: Enrolment) -> None:
    slot, other = offered(session, "2026-12-02 09:30", "2026-12-03 17:00")
    booked(learner, slot.pk)
    send(at(MONDAY))
    moved = move_call(enrolment=learner.pk, slot=other.pk, by=learner.person.key, now=at("2026-11-30 11:00"))
    assert move_call(enrolment=learner.pk, slot=other.pk, by=learner.person.key, now=at("2026-11-30 11:01")) == moved
    send(at("2026-11-30 11:00"))
    for address in (learner.person.email, KARIM):
        before, after = mails_to(address)
        assert event_of(before)["UID"] == event_of(after)["UID"]
        assert (event_of(after)["SEQUENCE"], event_of(after).start) == (1, at("2026-12-03 17:00"))
        assert "mercredi 2 décembre à 9 h 30" in plain(after.body)
    assert "C’est vous qui l’avez demandé" in plain(mails_to(learner.person.email)[1].body)
    assert f"À la demande de {learner.person.full_name}" in plain(mails_to(KARIM)[1].body)
    assert booked(enrolled(session), slot.pk).seat == 1  # the former slot is free again
    assert verbs()[2:] == ["call.booked", "call.moved", "call.booked"]


def test_a_refused_move_keeps_the_former_slot(session: Session, learner: Enrolment) -> None:
    slot, other = offered(session, "2026-12-02 09:30", "2026-12-03 17:00")
    made = booked(learner, slot.pk)
    booked(enrolled(session), other.pk)
    with pytest.raises(SlotTaken):
        move_call(enrolment=learner.pk, slot=other.pk, by=learner.person.key, now=at(MONDAY))
    made.refresh_from_db()
    assert (made.slot_id, made.sequence) == (slot.pk, 0)


def test_a_call_that_goes_to_another_trainer_leaves_the_first_ones_calendar(
    session: Session, learner: Enrolment
) -> None:
    solene = Person.objects.get(first_name="Solène")
    slot = offered(session, "2026-12-02 09:30")[0]
    other = offered(session, "2026-12-02 14:00", trainer=solene)[0]
    booked(learner, slot.pk)
    send(at(MONDAY))
    move_call(enrolment=learner.pk, slot=other.pk, by=learner.person.key, now=at(MONDAY))
    send(at(MONDAY))
    assert event_of(mails_to(KARIM)[1])["STATUS"] == "CANCELLED"
    assert "Rendez-vous annulé : mercredi 2 décembre à 9 h 30" in plain(mails_to(KARIM)[1].subject)
    assert event_of(mails_to(solene.email)[0])["STATUS"] == "CONFIRMED"


def test_a_cancelled_call_leaves_both_calendars_and_frees_the_slot(session: Session, learner: Enrolment) -> None:
    slot = offered(session, "2026-12-02 09:30")[0]
    made = booked(learner, slot.pk)
    send(at(MONDAY))
    by = learner.person.key
    assert cancel_call(booking=made.pk, by=by, now=at("2026-11-30 12:00"))
    assert not cancel_call(booking=made.pk, by=by, now=at("2026-11-30 12:01"))
    send(at("2026-11-30 12:00"))
    for address in (learner.person.email, KARIM):
        event = event_of(mails_to(address)[1])
        assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    body = plain(mails_to(learner.person.email)[1].body)
    assert "Choisir un autre créneau" in body
    assert "Et nous aurons le temps de parler lundi 7 décembre." in body
    assert booked(learner, slot.pk, "2026-11-30 13:00").pk != made.pk


def test_a_mail_overtaken_by_another_change_stays(session: Session, learner: Enrolment) -> None:
    slot, other = offered(session, "2026-12-02 09:30", "2026-12-03 17:00")
    booked(learner, slot.pk)
    move_call(enrolment=learner.pk, slot=other.pk, by=learner.person.key, now=at(MONDAY))
    send(at(MONDAY))
    assert [plain(mail.subject) for mail in mails_to(learner.person.email)] == [
        "Votre appel : jeudi 3 décembre à 17 h"
    ]


def test_a_meeting_takes_its_capacity_and_tells_its_trainer_once(session: Session) -> None:
    slot = meeting(session, capacity=2)
    learners = [enrolled(session) for _ in range(3)]
    for one in learners[:2]:
        booked(one, slot.pk)
    with pytest.raises(SlotTaken):
        booked(learners[2], slot.pk)
    send(at(MONDAY))
    (mail,) = mails_to(KARIM)
    assert event_of(mail)["UID"].startswith(f"accueil-{slot.pk}@")
    mine = event_of(mails_to(learners[0].person.email)[0])
    assert mine["URL"] == "https://visio.example.fr/accueil"
    assert withdraw_slot(slot.pk, reason="salle prise", by="user/1", now=at(MONDAY)) == 2
    send(at(MONDAY))
    assert event_of(mails_to(KARIM)[1])["STATUS"] == "CANCELLED"
    assert "Salle prise." in plain(mails_to(learners[1].person.email)[1].body)


def test_booking_takes_back_a_decline(session: Session, learner: Enrolment) -> None:
    slot, by = offered(session, "2026-12-02 09:30")[0], learner.person.key
    assert decline_call(enrolment=learner.pk, by=by, now=at(MONDAY))
    assert not decline_call(enrolment=learner.pk, by=by, now=at(MONDAY))
    booked(learner, slot.pk)
    assert not CallDecline.objects.filter(taken_back_at__isnull=True).exists()
    with pytest.raises(AlreadyBooked):
        decline_call(enrolment=learner.pk, by=by, now=at(MONDAY))


def test_a_slot_of_another_session_does_not_exist(session: Session, learner: Enrolment) -> None:

    other = offered(SessionFactory(opened=True), "2026-12-02 09:30")[0]
    with pytest.raises(SlotGone):
        booked(learner, other.pk)


def test_a_cancelled_enrolment_books_nothing(session: Session, learner: Enrolment) -> None:
    slot = offered(session, "2026-12-02 09:30")[0]
    learner.state = "cancelled"
    learner.save(update_fields=["state"])
    with pytest.raises(CallsClosed):
        booked(learner, slot.pk)


def test_the_number_given_is_the_one_called(session: Session) -> None:
    learner = enrolled(session, person=person("Inès", "Berthier", "ines@exemple.fr", phone="06 00 00 00 00"))
    slot = offered(session, "2026-12-02 09:30")[0]
    book_call(enrolment=learner.pk, slot=slot.pk, phone=" 06 12 34  56 78 ", by="person/1", now=at(MONDAY))
    send(at(MONDAY))
    assert "Karim Haddad vous appellera au 06 12 34 56 78." in plain(mails_to("ines@exemple.fr")[0].body)
    assert "06 12 34 56 78" in plain(mails_to(KARIM)[0].body)
