"""What the worker sends by itself: the offer, once; the invitation to a meeting, once; what lost its reason."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import cancel as cancel_enrolment
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import cancel as cancel_session
from lms_onboarding.welcome.models import Booking
from lms_onboarding.welcome.services import book_call, decline_call, sweep, withdraw_slot
from tests.factories.sessions import SessionFactory

from .conftest import at, enrolled, event_of, mails_to, meeting, offered, plain, send, work

pytestmark = pytest.mark.django_db
KIT = "2026-11-29 09:00"
DUE = "2026-12-01 09:00"


def sent(message: str) -> int:
    return OutgoingMail.objects.left().filter(message=message).count()


def test_the_offer_follows_the_kit_by_two_days_and_leaves_once(session: Session, learner: Enrolment) -> None:
    offered(session, *(f"2026-12-0{day} 09:30" for day in range(1, 7)))
    work(at(KIT))
    work(at("2026-12-01 08:59"))
    assert not sent("welcome.call_offer")
    assert work(at(DUE)).calls == 1
    assert work(at("2026-12-01 09:01")).calls == 0
    mail = mails_to(learner.person.email)[-1]
    assert plain(mail.subject) == "Un moment pour faire connaissance ?"
    body = plain(mail.body)
    assert body.count("décembre à 9 h 30") == 4  # the next ones; the page shows them all
    assert "mercredi 2 décembre à 9 h 30" in body
    assert "Par téléphone." in body
    assert "Karim Haddad, votre formateur" in body
    assert mail.reply_to == ["karim.haddad@passerelle.example.fr"]


def test_no_offer_without_a_slot_and_one_as_soon_as_there_is(session: Session, learner: Enrolment) -> None:
    work(at(KIT))
    assert work(at(DUE)).calls == 0
    offered(session, "2026-12-03 09:30")
    assert work(at("2026-12-01 14:00")).calls == 1


def test_a_late_kit_brings_the_offer_with_it(session: Session) -> None:
    offered(session, "2026-12-04 09:30")
    enrolled(session, created_at=at("2026-12-03 10:00"))
    work(at("2026-12-03 10:00"))
    assert work(at("2026-12-03 10:01")).calls == 1
    assert sent("welcome.call_offer") == 1


def test_an_offer_waits_for_the_hours_of_sending(session: Session) -> None:
    offered(session, "2026-12-04 09:30")
    late = "2026-12-03 21:30"
    enrolled(session, created_at=at(late))
    work(at(late))
    work(at(late))
    assert not sent("welcome.call_offer")
    send(at("2026-12-04 08:00"))
    assert sent("welcome.call_offer") == 1


def test_who_booked_or_declined_is_not_asked(session: Session) -> None:
    slot = offered(session, "2026-12-03 09:30", "2026-12-03 10:30")[0]
    booker, refuser, waiting = (enrolled(session) for _ in range(3))
    work(at(KIT))
    book_call(enrolment=booker.pk, slot=slot.pk, by=booker.person.key, now=at(KIT))
    decline_call(enrolment=refuser.pk, by=refuser.person.key, now=at(KIT))
    assert work(at(DUE)).calls == 1
    assert OutgoingMail.objects.get(message="welcome.call_offer").about == waiting.key


def test_an_offer_whose_slots_went_is_held_back(session: Session, learner: Enrolment) -> None:
    slot = offered(session, "2026-12-03 09:30")[0]
    work(at(KIT))
    assert sweep(now=at(DUE)).calls == 1
    withdraw_slot(slot.pk, by="user/1", now=at(DUE))
    send(at(DUE))
    mail = OutgoingMail.objects.get(message="welcome.call_offer")
    assert (mail.state, plain(mail.reason)) == (MailState.SUPPRESSED, "il n’y a plus de créneau")


def test_a_meeting_invites_each_learner_once_a_week_before(session: Session, learner: Enrolment) -> None:
    meeting(session, "2026-12-03 12:30")
    absent = enrolled(session)
    assert work(at("2026-11-26 12:29")).meetings == 0
    assert work(at("2026-11-26 12:30")).meetings == 2
    assert work(at("2026-11-26 12:31")).meetings == 0
    body = plain(mails_to(absent.person.email)[-1].body)
    assert "trente minutes avec le groupe, jeudi 3 décembre à 12 h 30" in body
    assert "visio.example.fr" not in body


def test_who_said_no_to_a_meeting_is_still_offered_a_call(session: Session, learner: Enrolment) -> None:
    group = meeting(session, "2026-12-03 12:30")
    offered(session, "2026-12-04 09:30")
    decline_call(enrolment=learner.pk, slot=group.pk, by=learner.person.key, now=at("2026-11-25 10:00"))
    report = work(at(KIT))
    assert (report.meetings, report.kits) == (0, 1)
    assert work(at(DUE)).calls == 1


def test_a_cancelled_session_takes_its_calls_away(session: Session, learner: Enrolment) -> None:
    slot = offered(session, "2026-12-03 09:30")[0]
    book_call(enrolment=learner.pk, slot=slot.pk, by=learner.person.key, now=at(KIT))
    work(at(KIT))
    cancel_session(session, reason="Trop peu de monde", options="", by="user/1", now=at(DUE))
    assert work(at(DUE)).pointless_calls == 1
    assert work(at(DUE)).pointless_calls == 0
    mail = next(one for one in mails_to(learner.person.email) if "appel du" in one.subject)
    assert event_of(mail)["STATUS"] == "CANCELLED"
    assert "le temps de parler" not in plain(mail.body)


def test_a_cancelled_enrolment_frees_its_slot(session: Session, learner: Enrolment) -> None:
    slot = offered(session, "2026-12-03 09:30")[0]
    book_call(enrolment=learner.pk, slot=slot.pk, by=learner.person.key, now=at(KIT))
    cancel_enrolment(learner, by="user/1", now=at(KIT))
    work(at(KIT))
    assert not Booking.objects.uncancelled().exists()
    other = enrolled(session)
    assert book_call(enrolment=other.pk, slot=slot.pk, by="person/1", now=at(KIT)).seat == 1


def test_the_sweep_reads_as_much_for_one_session_as_for_five() -> None:
    counts = []
    for sessions in (1, 4):
        for day in range(sessions):
            made = SessionFactory(opened=True)
            offered(made, f"2026-12-03 1{day}:{sessions}0")
            enrolled(made)
        work(at(KIT))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            sweep(now=at(DUE))
        counts.append(len([one for one in queries if "callslot" in one["sql"] or "booking" in one["sql"]]))
    assert counts[0] == counts[1]
