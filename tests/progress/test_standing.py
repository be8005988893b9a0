"""Where a learner stands: one query for a home page; and days of activity, on the clock of Paris."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from courses.models import LessonPage
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import Outcome
from lms_onboarding.progress.models import DailyActivity, LessonProgress
from lms_onboarding.progress.services import (
    Call,
    answer_stuck,
    mark_answer_read,
    open_lesson,
    record_of,
    report_stuck,
    summary_for,
    touch_day,
)
from lms_onboarding.sessions.services import cancel
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory, karim
from tests.progress import lessons
from tests.progress.gestures import answer, declare

PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.django_db


def test_nothing_opened_is_an_empty_summary(ines: Person) -> None:
    summary = summary_for(person=ines)
    assert summary.resume([4, 5]) == 4
    assert (summary.completed([4, 5]), summary.started([4, 5]), summary.resume([])) == (0, False, None)


def test_the_thread_of_a_micro_course(ines: Person, enrolment: Enrolment, now: datetime, later: datetime) -> None:
    course = lessons.course()
    thread = [lessons.lesson(course, lessons.check(), lessons.action()) for _ in range(3)]
    order = [page.pk for page in thread]
    answer(ines, thread[0], 1, now=now)
    declare(ines, thread[0], now=now)
    open_lesson(person=ines, page=thread[2], now=later)
    summary = summary_for(person=ines)
    assert (summary.completed(order), summary.resume(order)) == (1, order[2])
    assert summary.lessons[order[0]].action_done
    assert not summary.lessons[order[2]].completed
    assert order[1] not in summary.lessons


def test_help_asked_then_an_answer_that_waits(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    open_lesson(person=ines, page=lesson, now=now)
    report = report_stuck(person=ines, page=lesson.pk, call=Call(motive="time"), now=now)
    state = summary_for(person=ines).lessons[lesson.pk]
    assert (state.help_asked, state.answer_waits) == (True, False)
    answer_stuck(report=report.pk, text="Dix minutes suffisent.", author=karim(), now=now)
    summary = summary_for(person=ines)
    assert [state.page for state in summary.answers_waiting] == [lesson.pk]
    assert not summary.lessons[lesson.pk].help_asked
    mark_answer_read(report=report.pk, reader=ines, now=now)
    assert summary_for(person=ines).answers_waiting == []


@pytest.mark.parametrize(("count", "places"), [(3, 1), (300, 5)])
def test_a_summary_is_one_query_whatever_there_is(
    ines: Person, enrolment: Enrolment, now: datetime, count: int, places: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for _ in range(places - 1):
        EnrolmentFactory(person=ines, session=SessionFactory(opened=True))
    LessonProgress.objects.bulk_create(
        LessonProgress(person=ines, page_id=10_000 + rank, title="Leçon", opened_at=now, last_opened_at=now)
        for rank in range(count)
    )
    with django_assert_num_queries(1):
        summary = summary_for(person=ines)
    assert len(summary.lessons) == count


def test_a_lesson_shows_the_last_answers(
    ines: Person, enrolment: Enrolment, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page = lessons.lesson(lessons.course(), lessons.check(1), lessons.check(2), lessons.action())
    for rank in (1, 2):
        answer(ines, page, rank, now=now)
    answer(ines, page, 3, now=now, block=2)
    declare(ines, page, now=now)
    with django_assert_num_queries(3):
        record = record_of(person=ines, page=page.pk)
    assert {block: attempt.outcome for block, attempt in record.answers.items()} == {
        lessons.uid(1): Outcome.ALMOST,
        lessons.uid(2): Outcome.OTHER,
    }
    assert record.succeeded == {lessons.uid(1)}
    assert record.action is not None


def test_a_summary_holds_nothing_of_others(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    hugo = people.person("Hugo", "Lemaire", "hugo@exemple.fr")
    EnrolmentFactory(person=hugo, session=enrolment.session)
    answer(ines, lesson, 1, now=now)
    declare(ines, lesson, now=now)
    report_stuck(person=ines, page=lesson.pk, call=Call(motive="time"), now=now)
    open_lesson(person=hugo, page=lesson, now=now)
    state = summary_for(person=hugo).lessons[lesson.pk]
    assert (state.completed, state.action_done, state.help_asked) == (False, False, False)
    record = record_of(person=hugo, page=lesson.pk)
    assert (record.answers, record.action, record.calls) == ({}, None, [])


def days(enrolment: Enrolment) -> list[tuple[date, int]]:
    return list(DailyActivity.objects.filter(enrolment=enrolment).order_by("day").values_list("day", "visits"))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # 23 h 59 and midnight in Paris, in winter and in summer: two days
        ("2026-11-30T22:59:00+00:00", "2026-11-30T23:00:00+00:00", ["2026-11-30", "2026-12-01"]),
        ("2026-07-14T21:59:00+00:00", "2026-07-14T22:00:00+00:00", ["2026-07-14", "2026-07-15"]),
        # midnight in UTC changes nothing
        ("2026-11-29T23:30:00+00:00", "2026-11-30T00:30:00+00:00", ["2026-11-30"]),
        # the hour that happens twice, and the one that is skipped
        ("2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00", ["2026-10-25"]),
        ("2026-03-29T00:30:00+00:00", "2026-03-29T01:30:00+00:00", ["2026-03-29"]),
    ],
)
def test_a_day_is_a_day_in_paris(
    ines: Person, enrolment: Enrolment, first: str, second: str, expected: list[str]
) -> None:
    for moment in (first, second):
        touch_day(person=ines, now=datetime.fromisoformat(moment))
    assert [day.isoformat() for day, _visits in days(enrolment)] == expected


def test_elsewhere_a_day_is_the_providers_own(ines: Person, enrolment: Enrolment) -> None:
    evening = datetime(2026, 11, 30, 21, tzinfo=UTC)
    touch_day(person=ines, now=evening, zone=ZoneInfo("Indian/Reunion"))
    assert [day.isoformat() for day, _visits in days(enrolment)] == ["2026-12-01"]


def test_pages_read_in_a_row_are_one_visit(
    ines: Person, enrolment: Enrolment, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert touch_day(person=ines, now=now)
    with django_assert_num_queries(1):
        assert not touch_day(person=ines, now=now + timedelta(minutes=9))
    assert touch_day(person=ines, now=now + timedelta(minutes=20))
    row = DailyActivity.objects.get()
    assert (row.visits, row.events, row.last_at) == (1, 2, now + timedelta(minutes=20))


def test_a_return_after_half_an_hour_is_another_visit(ines: Person, enrolment: Enrolment, now: datetime) -> None:
    for minutes in (0, 31, 90):
        touch_day(person=ines, now=now + timedelta(minutes=minutes))
    assert days(enrolment) == [(now.date(), 3)]


def test_a_visit_counts_in_every_session_where_one_has_a_place(
    ines: Person, enrolment: Enrolment, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    others = [EnrolmentFactory(person=ines, session=SessionFactory(opened=True)) for _ in range(4)]
    EnrolmentFactory(person=ines, session=SessionFactory(), state=EnrolmentState.INVITED)
    stopped = EnrolmentFactory(person=ines, session=SessionFactory(opened=True))
    cancel(stopped.session, reason="Trop peu.", options="", by="user/1", now=now)
    with django_assert_max_num_queries(5):
        touch_day(person=ines, now=now)
    seen = set(DailyActivity.objects.values_list("enrolment", flat=True))
    assert seen == {enrolment.pk, *(one.pk for one in others)}


def test_without_a_place_a_visit_leaves_no_trace(ines: Person, now: datetime) -> None:
    assert not touch_day(person=ines, now=now)
    assert not DailyActivity.objects.exists()


def test_gestures_raise_their_own_counters(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    open_lesson(person=ines, page=lesson, now=now)
    answer(ines, lesson, 2, now=now)
    answer(ines, lesson, 1, now=now)
    declare(ines, lesson, now=now)
    row = DailyActivity.objects.get()
    assert (row.visits, row.lessons, row.checks, row.actions, row.events) == (1, 1, 2, 1, 4)


def test_coming_straight_back_to_a_lesson_is_a_visit_too(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime, later: datetime
) -> None:
    touch_day(person=ines, now=now)
    open_lesson(person=ines, page=lesson, now=later)
    assert days(enrolment) == [(now.date(), 2)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 20 * 24 * 60), min_size=1, max_size=30))
def test_visits_are_what_a_person_would_count(ines: Person, enrolment: Enrolment, minutes: list[int]) -> None:
    """Against a plain recount over three weeks that hold a change of clocks."""
    DailyActivity.objects.all().delete()
    start = datetime(2026, 10, 15, tzinfo=UTC)
    moments = sorted(start + timedelta(minutes=each) for each in minutes)
    expected: dict[date, list[datetime]] = {}
    for moment in moments:
        touch_day(person=ines, now=moment)
        kept = expected.setdefault(moment.astimezone(PARIS).date(), [])
        if not kept or moment - kept[-1] >= timedelta(minutes=10):
            kept.append(moment)
    counted = {
        day: 1 + sum(after - before >= timedelta(minutes=30) for before, after in pairwise(kept))
        for day, kept in expected.items()
    }
    assert dict(days(enrolment)) == counted
