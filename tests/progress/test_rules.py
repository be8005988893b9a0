"""What completes a lesson, where one resumes, when an answer is due: no database."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_onboarding.common.calendar import BusinessCalendar, SendWindow
from lms_onboarding.progress.enums import CompletedBy, Outcome
from lms_onboarding.progress.rules import (
    Standing,
    Trace,
    answer_due,
    completed_by,
    concerned,
    outcome_of,
    resume_point,
)

PARIS = ZoneInfo("Europe/Paris")
WINDOW = SendWindow(time(8), time(20), PARIS)
FRANCE = BusinessCalendar()
NOW = datetime(2026, 11, 30, 9, tzinfo=PARIS)

moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  bounds


@pytest.mark.parametrize(
    ("checks", "succeeded", "action_done", "how"),
    [
        ((), (), False, None),
        ((), (), True, CompletedBy.ACTION),
        (("a",), (), False, None),
        (("a",), ("a",), False, CompletedBy.CHECK),
        (("a", "b"), ("a",), False, None),
        (("a", "b"), ("b", "a"), False, CompletedBy.CHECK),
        (("a",), (), True, CompletedBy.ACTION),
        (("a",), ("a", "gone"), False, CompletedBy.CHECK),
        (("a",), ("gone",), False, None),
    ],
)
def test_a_lesson_ends_in_a_check_or_a_real_action(
    checks: tuple[str, ...], succeeded: tuple[str, ...], action_done: bool, how: CompletedBy | None
) -> None:
    assert completed_by(checks, succeeded, action_done=action_done) == how


@pytest.mark.parametrize(
    ("best", "feedback", "outcome"),
    [
        (True, "Oui. C’est cela.", Outcome.BEST),
        (True, "Presque parfait.", Outcome.BEST),
        (False, "Presque. Il manque le retour.", Outcome.ALMOST),
        (False, "  presque : relisez.", Outcome.ALMOST),
        (False, "Cela aide, sans régler.", Outcome.OTHER),
        (False, "", Outcome.OTHER),
    ],
)
def test_almost_is_a_word_of_the_author(best: bool, feedback: str, outcome: Outcome) -> None:
    assert outcome_of(best=best, feedback=feedback) == outcome


def trace(minutes: int, *, completed: bool = False) -> Trace:
    return Trace(NOW + timedelta(minutes=minutes), completed)


@pytest.mark.parametrize(
    ("order", "traces", "next_one"),
    [
        ([], {}, None),
        ([1, 2, 3], {}, 1),
        ([1, 2, 3], {1: trace(0)}, 1),
        ([1, 2, 3], {1: trace(0, completed=True)}, 2),
        ([1, 2, 3], {1: trace(0, completed=True), 3: trace(1)}, 3),
        ([1, 2, 3], {1: trace(0, completed=True), 3: trace(1, completed=True)}, 2),
        ([1, 2, 3], {1: trace(5), 2: trace(1)}, 1),
        ([1, 2], {1: trace(0, completed=True), 2: trace(1, completed=True)}, None),
        ([1, 2], {9: trace(3)}, 1),
    ],
)
def test_one_resumes_where_one_left(order: list[int], traces: dict[int, Trace], next_one: int | None) -> None:
    assert resume_point(order, traces) == next_one


@given(
    st.lists(st.integers(1, 30), unique=True, max_size=12),
    st.dictionaries(st.integers(1, 30), st.builds(Trace, moments, st.booleans()), max_size=12),
)
def test_the_resume_point_is_a_lesson_still_to_complete(order: list[int], traces: dict[int, Trace]) -> None:
    found = resume_point(order, traces)
    left = [page for page in order if page not in traces or not traces[page].completed]
    assert (found in left) if left else (found is None)


@pytest.mark.parametrize(
    ("reported", "due"),
    [
        ("2026-11-30 10:40", "2026-12-01 10:40"),  # Monday → Tuesday, the same hour
        ("2026-11-27 15:00", "2026-11-30 15:00"),  # Friday → Monday
        ("2026-11-27 21:00", "2026-12-01 08:00"),  # Friday night is received on Monday
        ("2026-11-28 10:00", "2026-12-01 08:00"),  # so is Saturday
        ("2026-11-30 06:00", "2026-12-01 08:00"),  # too early: received at eight
        ("2026-12-24 11:00", "2026-12-28 11:00"),  # over Christmas and a week-end
        ("2026-12-25 11:00", "2026-12-29 08:00"),  # on a public holiday
        ("2026-10-23 12:00", "2026-10-26 12:00"),  # over the change to winter time
        ("2027-03-26 12:00", "2027-03-30 12:00"),  # over the change to summer time, and Easter Monday
        ("2026-11-30 20:00", "2026-12-02 08:00"),  # the window has just closed
    ],
)
def test_an_answer_is_due_one_business_day_later(reported: str, due: str) -> None:
    asked = datetime.fromisoformat(reported).replace(tzinfo=PARIS)
    assert answer_due(asked, WINDOW, FRANCE) == datetime.fromisoformat(due).replace(tzinfo=PARIS)


def test_good_friday_is_a_holiday_in_alsace_only() -> None:
    asked = datetime(2026, 4, 2, 10, tzinfo=PARIS)
    assert answer_due(asked, WINDOW, FRANCE).date().isoformat() == "2026-04-03"
    assert answer_due(asked, WINDOW, BusinessCalendar("57")).date().isoformat() == "2026-04-07"


@given(moments)
def test_a_promise_is_kept_in_hours_of_work(asked: datetime) -> None:
    due = answer_due(asked, WINDOW, FRANCE)
    assert WINDOW.is_open(due)
    assert FRANCE.is_business_day(due.date())
    assert timedelta(hours=11) < due - asked < timedelta(days=7)


@given(st.lists(moments, min_size=2, max_size=6))
def test_who_asks_first_is_promised_first(asked: list[datetime]) -> None:
    promises = [answer_due(moment, WINDOW, FRANCE) for moment in sorted(asked)]
    assert all(first <= second for first, second in pairwise(promises))


def standing(pk: int, role: str, starts: int | None, ends: int | None) -> Standing:
    at = [None if days is None else NOW + timedelta(days=days) for days in (starts, ends)]
    return Standing(pk, role, at[0], at[1])


@pytest.mark.parametrize(
    ("standings", "chosen"),
    [
        ([], None),
        ([standing(1, "manager", -1, 1)], 1),
        ([standing(1, "manager", -1, 1), standing(2, "creator", 30, 31)], 2),
        ([standing(1, "creator", 3, 4), standing(2, "creator", -1, 1)], 2),
        ([standing(1, "creator", 9, 10), standing(2, "creator", 3, 4)], 2),
        ([standing(1, "creator", -9, -8), standing(2, "creator", 3, 4)], 2),
        ([standing(1, "creator", -9, -8), standing(2, "creator", -4, -3)], 2),
        ([standing(1, "creator", None, None), standing(2, "creator", -4, -3)], 2),
        ([standing(2, "", -1, 1), standing(1, "", -1, 1)], 1),
    ],
)
def test_the_enrolment_concerned(standings: list[Standing], chosen: int | None) -> None:
    found = concerned(standings, audience="creator", now=NOW)
    assert (found.pk if found else None) == chosen
