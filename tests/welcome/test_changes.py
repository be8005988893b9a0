"""A session moved or cancelled: who had heard hears again, at once, and once; the others hear nothing."""

from collections.abc import Callable
from datetime import date, datetime, time
from email.message import EmailMessage
from typing import Any

import pytest
from icalendar import Calendar

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import sweep as confirm_all
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import Place, SlotPlan, cancel, reschedule
from lms_onboarding.welcome.enums import LateReason
from lms_onboarding.welcome.models import WelcomeKit

from .conftest import at, bounce, kit_of, left, plain, received, work

pytestmark = pytest.mark.django_db
Make = Callable[..., Enrolment]

OPENS = at("2026-11-29 09:00")
MOVED = at("2026-12-01 14:00")
NEXT_WEEK = [SlotPlan(date(2026, 12, 14), time(9), time(12, 30)), SlotPlan(date(2026, 12, 14), time(13, 30), time(17))]


def move(session: Session, *, now: datetime = MOVED, slots: list[SlotPlan] | None = None, **place: str) -> None:
    where = Place("onsite", "4, quai des Tanneurs, Nantes", "salle Erdre") if place else None
    reschedule(
        session,
        slots=None if place else slots or NEXT_WEEK,
        place=where,
        reason="la salle n’est plus disponible",
        by="user/1",
        now=now,
    )


def test_moved_after_sending_makes_a_new_kit_and_updates_the_calendar(learner: Make) -> None:
    one = learner()
    work(OPENS)
    before = calendar_in(received())
    move(one.session)
    report = work(MOVED)
    assert (report.moved, report.kits, report.superseded) == (1, 0, 1)
    told = received()
    assert told["subject"] == "Votre formation\u00a0: la date change"
    after = calendar_in(told)
    assert before.keys() == after.keys()  # the same events, moved: nothing is doubled
    assert {event["SEQUENCE"] for event in before.values()} == {0}
    assert {event["SEQUENCE"] for event in after.values()} == {1}
    assert work(MOVED).queued == 0
    assert work(at("2026-12-06 09:00")).kits == 1
    first, second = WelcomeKit.objects.filter(enrolment=one).order_by("schedule_no")
    assert first.superseded_at == MOVED
    assert (second.schedule_no, second.late_reason, second.superseded_at) == (2, "", None)
    assert first.convocation
    assert first.convocation.superseded_by == second.convocation
    assert left() == [f"welcome/{one.pk}/1", f"session-moved/{one.pk}/2", f"welcome/{one.pk}/2"]


def test_the_move_says_before_and_after_and_what_becomes_of_the_kit(learner: Make) -> None:
    one = learner()
    work(OPENS)
    move(one.session)
    work(MOVED)
    text = plain(OutgoingMail.objects.get(key=f"session-moved/{one.pk}/2").text)
    assert "lundi 7 décembre 2026 à 9 h" in text
    assert "lundi 14 décembre 2026 à 9 h" in text
    assert "La salle n’est plus disponible." in text
    assert "Un nouveau kit remplacera celui que vous avez reçu, au plus tard le lundi 7 décembre." in text


def test_a_place_that_changes_is_not_a_date(learner: Make) -> None:
    one = learner()
    work(OPENS)
    move(one.session, venue="ailleurs")
    work(MOVED)
    mail = OutgoingMail.objects.get(message="sessions.moved")
    assert plain(mail.subject) == "Votre formation : le lieu change"
    assert "4, quai des Tanneurs" in mail.text
    assert kit_of(one).late_reason == LateReason.MOVED_LATE  # five days before: at once, and honest about it


def test_moved_before_sending_makes_one_kit_only(learner: Make) -> None:
    one = learner()
    move(one.session, now=at("2026-11-20 10:00"))
    assert work(at("2026-11-20 10:00")).queued == 0
    assert work(OPENS).kits == 0
    work(at("2026-12-06 09:00"))
    assert left() == [f"welcome/{one.pk}/2"]


def test_moved_while_the_kit_waits_holds_it_back(learner: Make) -> None:
    one = learner()
    work(at("2026-11-29 21:00"))  # prepared, the window is closed
    move(one.session, now=at("2026-11-29 22:00"))
    work(at("2026-11-29 22:00"))
    work(at("2026-11-30 08:00"))
    assert left() == []
    work(at("2026-12-06 09:00"))
    assert left() == [f"welcome/{one.pk}/2"]


def test_who_was_only_told_that_their_place_is_kept_hears_of_the_move_too(learner: Make) -> None:
    """Nobody must come on a date that a mail of ours announced, and that another never took back."""
    early = at("2026-10-01 10:00")
    one = learner()
    confirm_all(now=early)
    deliver(clock=lambda: early)
    newcomer = learner(session=one.session, created_at=at("2026-11-20 12:00"))
    move(one.session, now=at("2026-11-20 10:00"))
    work(at("2026-11-20 10:00"))
    assert left("sessions.moved") == [f"session-moved/{one.pk}/2"]
    text = plain(OutgoingMail.objects.get(message="sessions.moved").text)
    assert "Votre kit de bienvenue arrivera, au plus tard le lundi 7 décembre." in text
    assert "/agenda/" not in text
    assert newcomer.pk


def test_two_moves_between_two_sweeps_are_told_as_one(learner: Make) -> None:
    one = learner()
    work(OPENS)
    move(one.session, now=MOVED, slots=[SlotPlan(date(2026, 12, 9), time(9), time(12, 30))])
    move(one.session, now=MOVED, slots=NEXT_WEEK)
    assert work(MOVED).moved == 1
    text = plain(OutgoingMail.objects.get(key=f"session-moved/{one.pk}/3").text)
    assert "lundi 7 décembre" in text
    assert "mercredi 9 décembre" not in text


def test_a_half_day_that_disappears_leaves_the_calendar(learner: Make) -> None:
    one = learner()
    work(OPENS)
    before = calendar_in(received())
    move(one.session, slots=[SlotPlan(date(2026, 12, 14), time(9), time(12, 30))])
    work(MOVED)
    after = calendar_in(received())
    assert before.keys() == after.keys()
    assert sorted(str(event["STATUS"]) for event in after.values()) == ["CANCELLED", "CONFIRMED"]


def test_a_move_waits_for_the_morning_unless_the_session_is_that_day(learner: Make) -> None:
    one = learner()
    work(OPENS)
    move(one.session, now=at("2026-12-01 21:00"))
    work(at("2026-12-01 21:00"))
    assert left("sessions.moved") == []
    work(at("2026-12-02 08:00"))
    assert left("sessions.moved") == [f"session-moved/{one.pk}/2"]


def test_a_move_on_the_day_leaves_before_the_window_opens(learner: Make) -> None:
    one = learner()
    work(OPENS)
    dawn = at("2026-12-07 06:30")
    move(one.session, now=dawn)
    work(dawn)
    assert left("sessions.moved") == [f"session-moved/{one.pk}/2"]


def test_a_kit_that_came_back_is_still_followed_by_the_move(learner: Make) -> None:
    one = learner()
    work(OPENS)
    bounce(one, now=OPENS)
    move(one.session)
    assert work(MOVED).moved == 1


def test_cancelled_before_any_mail_had_left_says_nothing(learner: Make) -> None:
    one = learner()
    cancel(one.session, reason="trop peu d’inscrits", by="user/1", now=at("2026-11-20 10:00"))
    assert work(at("2026-11-20 10:00")).queued == 0
    assert work(OPENS).queued == 0
    assert left() == []


def test_cancelled_after_tells_those_who_had_received_something_once(learner: Make) -> None:
    one = learner()
    work(OPENS)
    newcomer = learner(session=one.session, created_at=MOVED)
    cancel(one.session, reason="trop peu d’inscrits", options="", by="user/1", now=MOVED)
    assert work(MOVED).cancelled == 1
    assert work(MOVED).queued == 0
    assert left("sessions.cancelled") == [f"session-cancelled/{one.pk}"]
    told = received()
    assert told["subject"] == "Votre session du 7\u00a0décembre 2026 est annulée"
    events = calendar_in(told).values()
    assert {str(event["STATUS"]) for event in events} == {"CANCELLED"}
    assert {event["SEQUENCE"] for event in events} == {1}
    assert "Trop peu d’inscrits." in OutgoingMail.objects.get(message="sessions.cancelled").text
    assert newcomer.pk


def test_a_message_to_the_team_is_not_a_message_to_the_learner(learner: Make) -> None:
    one = learner()
    work(OPENS)
    OutgoingMail.objects.filter(key=f"welcome/{one.pk}/1").update(recipient_key="person/999")
    cancel(one.session, reason="trop peu d’inscrits", by="user/1", now=MOVED)
    assert work(MOVED).cancelled == 0


def calendar_in(message: EmailMessage) -> dict[str, Any]:
    """Events of the calendar joined to a mail, by UID."""
    parts = [part for part in message.iter_attachments() if part.get_content_type() == "text/calendar"]
    (part,) = parts
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}
