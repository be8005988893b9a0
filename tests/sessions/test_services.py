"""A session from its creation to its move or its cancellation."""

from datetime import UTC, date, datetime, time

import pytest
from pytest_django import DjangoAssertNumQueries

from lms_onboarding.journal.models import Entry
from lms_onboarding.people.models import Person
from lms_onboarding.sessions import services
from lms_onboarding.sessions.enums import Modality, SessionState
from lms_onboarding.sessions.models import ScheduleChange, Session, Slot
from lms_onboarding.sessions.services import Period, Place, Plan, SlotPlan, TrainerPlan
from tests.factories.courses import CoursePageFactory
from tests.factories.people import PersonFactory, provider
from tests.factories.sessions import FIRST_DAY, PLANNED_AT, SessionFactory, half_days

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)


def verbs(session: Session) -> list[str]:
    return [entry.verb for entry in Entry.objects.about(f"session/{session.pk}")]


def test_start_and_end_follow_the_half_days_in_the_wall_clock_of_the_provider() -> None:
    provider(zone_name="Indian/Reunion")

    session = SessionFactory(starts=date(2026, 12, 7))

    assert session.starts_at == datetime(2026, 12, 7, 5, tzinfo=UTC)
    assert session.ends_at == datetime(2026, 12, 7, 13, tzinfo=UTC)


def test_half_days_across_the_october_change_keep_their_wall_clock() -> None:
    session = SessionFactory(
        slots=[SlotPlan(day, time(9), time(12)) for day in (date(2026, 10, 23), date(2026, 10, 26))]
    )

    assert session.starts_at == datetime(2026, 10, 23, 7, tzinfo=UTC)
    assert session.ends_at == datetime(2026, 10, 26, 11, tzinfo=UTC)


def test_a_session_known_by_its_days_only_has_no_half_day_yet() -> None:
    session = Session(code="S-1", course=CoursePageFactory())

    services.create_session(session, Plan(period=Period(FIRST_DAY, date(2026, 12, 18))), by="user/1", now=NOW)

    assert session.starts_at == datetime(2026, 12, 7, 8, tzinfo=UTC)
    assert session.ends_at == datetime(2026, 12, 18, 16, tzinfo=UTC)
    assert not session.slots.exists()
    assert verbs(session) == ["session.created"]


def test_nothing_is_kept_of_a_refused_session() -> None:
    session = Session(code="S-1", course=CoursePageFactory())

    with pytest.raises(services.HalfDayTaken):
        services.create_session(session, Plan(slots=half_days(FIRST_DAY) * 2), by="user/1", now=NOW)

    assert not Session.objects.exists()


def test_a_code_and_a_trainer_are_taken_once() -> None:
    known, trainer = SessionFactory(), PersonFactory()

    with pytest.raises(services.CodeTaken, match=known.code):
        services.create_session(Session(code=known.code, course=known.course), by="user/1", now=NOW)
    with pytest.raises(services.TrainerTwice, match=trainer.full_name):
        services.save_details(known, Plan(trainers=[TrainerPlan(trainer)] * 2), by="user/1", now=NOW)


def test_trainers_keep_their_order_and_their_row() -> None:
    karim, nadia = PersonFactory(), PersonFactory()
    session = SessionFactory(trainers=[TrainerPlan(karim), TrainerPlan(nadia)])
    rows = {row.person_id: row.pk for row in session.trainers.all()}

    plan = Plan(trainers=[TrainerPlan(nadia, "formatrice", "ingénieure"), TrainerPlan(karim)])
    services.save_details(session, plan, by="user/1", now=NOW)

    assert [row.person for row in session.trainers.all()] == [nadia, karim]
    assert {row.person_id: row.pk for row in session.trainers.all()} == rows
    assert session.trainers.first().quality == "ingénieure"


def test_opening_freezes_the_programme_once() -> None:
    session = SessionFactory()

    services.open_session(session, now=NOW)
    session.course.title = "Un autre titre"
    session.course.save()
    services.open_session(session, now=datetime(2026, 12, 1, tzinfo=UTC))

    session.refresh_from_db()
    assert session.opened_at == NOW
    assert session.programme["title"].startswith("Prendre en main votre LMS")
    assert verbs(session) == ["session.created", "session.opened"]


def test_until_it_is_open_a_session_changes_freely() -> None:
    session = SessionFactory()

    services.plan_slots(session, half_days(date(2026, 12, 14)), now=NOW)

    session.refresh_from_db()
    assert session.starts_at == datetime(2026, 12, 14, 8, tzinfo=UTC)
    assert session.schedule_no == 1


def test_once_announced_a_schedule_changes_by_moving_only() -> None:
    session = SessionFactory(opened=True)
    other = half_days(date(2026, 12, 14))

    with pytest.raises(services.ScheduleAnnounced, match="Déplacer la session"):
        services.plan_slots(session, other, now=NOW)
    with pytest.raises(services.ScheduleAnnounced):
        services.save_details(session, Plan(slots=other), by="user/1", now=NOW)
    session.room = "salle Erdre"
    with pytest.raises(services.ScheduleAnnounced):
        services.save_details(session, by="user/1", now=NOW)

    session.refresh_from_db()
    assert (session.room, session.schedule_no) == ("salle Loire, 2e étage", 1)


def test_an_open_session_without_half_days_can_still_receive_them() -> None:
    session = SessionFactory(slots=[], opened=True)

    services.plan_slots(session, half_days(FIRST_DAY), now=NOW)

    assert session.slots.count() == 2


def test_details_that_nobody_travels_for_stay_free() -> None:
    session = SessionFactory(opened=True)

    session.trainer_word = "À lundi !"
    subjects = [SlotPlan(slot.day, slot.start, slot.end, subject="Quiz") for slot in half_days(FIRST_DAY)]
    services.save_details(session, Plan(slots=subjects), by="user/1", now=NOW)

    assert {slot.subject for slot in session.slots.all()} == {"Quiz"}
    assert session.schedule_no == 1


def test_a_form_open_for_an_hour_does_not_undo_a_move() -> None:
    session = SessionFactory(slots=[])
    stale = Session.objects.get(pk=session.pk)
    services.reschedule(session, slots=half_days(date(2026, 12, 14)), reason="Salle prise.", by="user/1", now=NOW)

    services.save_details(stale, by="user/2", now=NOW)

    stale.refresh_from_db()
    assert stale.schedule_no == 2
    assert stale.starts_at == datetime(2026, 12, 14, 8, tzinfo=UTC)


def test_a_move_keeps_what_was_announced_and_raises_the_number() -> None:
    session = SessionFactory(opened=True)

    change = services.reschedule(
        session, slots=half_days(date(2026, 12, 14)), reason="La salle n’est plus libre.", by="user/1", now=NOW
    )

    assert (session.schedule_no, change.schedule_no) == (2, 2)
    assert session.starts_at == datetime(2026, 12, 14, 8, tzinfo=UTC)
    assert datetime.fromisoformat(change.before["starts_at"]) == datetime(2026, 12, 7, 8, tzinfo=UTC)
    assert change.before["slots"][0] == {
        "day": "2026-12-07", "half": "am", "start": "09:00", "end": "12:30", "remote": False, "subject": "",
    }  # fmt: skip
    assert change.before["venue"] == session.venue
    assert verbs(session)[-1] == "session.moved"


def test_a_slot_that_stays_keeps_its_row_and_the_moved_one_takes_the_row_that_left() -> None:
    session = SessionFactory(opened=True)
    morning, afternoon = session.slots.all()

    next_day = SlotPlan(date(2026, 12, 8), time(9), time(12, 30))
    kept = SlotPlan(FIRST_DAY, time(13, 30), time(16))
    services.reschedule(session, slots=[kept, next_day], reason="Salle prise.", by="user/1", now=NOW)

    assert Slot.objects.get(pk=afternoon.pk).end == time(16)
    assert Slot.objects.get(pk=morning.pk).day == date(2026, 12, 8)
    assert session.slots.count() == 2


def test_half_days_can_change_places() -> None:
    session = SessionFactory(opened=True, slots=half_days(FIRST_DAY, Modality.REMOTE))

    later = [SlotPlan(date(2026, 12, day), time(9), time(12, 30), remote=True) for day in (8, 9)]
    services.reschedule(session, slots=later, reason="Salle prise.", by="user/1", now=NOW)

    assert [slot.day.day for slot in session.slots.all()] == [8, 9]


def test_a_new_place_is_a_move() -> None:
    session = SessionFactory(opened=True)
    place = Place(Modality.REMOTE, join_url="https://classe.exemple.fr/x")

    services.reschedule(session, place=place, reason="La salle est inondée.", by="user/1", now=NOW)

    assert (session.modality, session.venue, session.schedule_no) == (Modality.REMOTE, "", 2)
    assert session.slots.count() == 2


def test_the_same_move_twice_is_one() -> None:
    session = SessionFactory(opened=True)
    slots = half_days(date(2026, 12, 14))
    services.reschedule(session, slots=slots, reason="Salle prise.", by="user/1", now=NOW)

    with pytest.raises(services.NothingChanged):
        services.reschedule(session, slots=slots, reason="Salle prise.", by="user/1", now=NOW)

    assert ScheduleChange.objects.count() == 1


def test_a_move_needs_a_reason_and_half_days() -> None:
    session = SessionFactory(opened=True)

    with pytest.raises(services.ReasonMissing):
        services.reschedule(session, slots=half_days(date(2026, 12, 14)), reason=" ", by="user/1", now=NOW)
    with pytest.raises(services.SlotsMissing):
        services.reschedule(session, slots=[], reason="Salle prise.", by="user/1", now=NOW)


def test_a_cancelled_or_ended_session_moves_no_more() -> None:
    cancelled, ended = SessionFactory(), SessionFactory(starts=date(2026, 11, 2))
    services.cancel(cancelled, reason="Trop peu d’inscrits.", options="Une autre date.", by="user/1", now=NOW)

    with pytest.raises(services.SessionCancelled, match="annulée"):
        services.reschedule(cancelled, slots=half_days(FIRST_DAY), reason="x", by="user/1", now=NOW)
    with pytest.raises(services.SessionCancelled):
        services.open_session(cancelled, now=NOW)
    with pytest.raises(services.SessionOver, match="terminée"):
        services.reschedule(ended, slots=half_days(FIRST_DAY), reason="x", by="user/1", now=NOW)
    with pytest.raises(services.SessionOver):
        services.cancel(ended, reason="x", by="user/1", now=NOW)
    with pytest.raises(services.ReasonMissing):
        services.cancel(SessionFactory(), reason="", by="user/1", now=NOW)
    assert verbs(cancelled)[-1] == "session.cancelled"


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (datetime(2026, 12, 7, 7, 59, tzinfo=UTC), SessionState.OPEN),
        (datetime(2026, 12, 7, 8, 0, tzinfo=UTC), SessionState.RUNNING),
        (datetime(2026, 12, 7, 15, 59, tzinfo=UTC), SessionState.RUNNING),
        (datetime(2026, 12, 7, 16, 0, tzinfo=UTC), SessionState.ENDED),
    ],
)
def test_the_database_and_the_model_tell_the_same_state(now: datetime, state: SessionState) -> None:
    opened = SessionFactory(opened=True)
    others = [SessionFactory(slots=[]), SessionFactory(opened=True, slots=[]), SessionFactory(starts=date(2027, 1, 4))]
    services.cancel(others[2], reason="x", by="user/1", now=NOW)

    assert opened.state(now) == state
    for one in (opened, *others):
        assert {where for where in SessionState if one in Session.objects.in_state(where, now)} == {one.state(now)}


def test_reading_what_was_announced_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    session = SessionFactory(modality=Modality.BLENDED)

    with django_assert_num_queries(1):
        assert len(services.announced(session)["slots"]) == 6
    assert PLANNED_AT < NOW
    assert Person.objects.filter(last_name="Haddad").count() == 1


def test_a_half_day_that_has_begun_stays_and_the_next_one_moves() -> None:
    session = SessionFactory(opened=True)
    morning, afternoon = session.slots.all()
    doors = datetime(2026, 12, 7, 7, 50, tzinfo=UTC)
    kept = SlotPlan(FIRST_DAY, morning.start, morning.end)
    next_day = SlotPlan(date(2026, 12, 8), time(9), time(12, 30))

    with pytest.raises(services.HalfDayHeld, match="lundi 7"):
        services.reschedule(session, slots=[next_day], reason="Salle prise.", by="user/1", now=doors)
    services.reschedule(session, slots=[kept, next_day], reason="Salle prise.", by="user/1", now=doors)

    assert Slot.objects.get(pk=morning.pk).day == FIRST_DAY
    assert Slot.objects.get(pk=afternoon.pk).day == date(2026, 12, 8)
