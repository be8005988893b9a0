"""The worked dates: when a kit opens, until when it is on time, what each late kit says of itself."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from lms_onboarding.common.calendar import BusinessCalendar, SendWindow
from lms_onboarding.welcome.enums import LateReason
from lms_onboarding.welcome.rules import (
    Past,
    Rhythm,
    change_window,
    current_request,
    dates_of,
    days_left,
    is_due,
    is_on_time,
    kit_window,
    late_reason,
    latest_start,
    may_remind,
    may_say_tomorrow,
    reminder_at,
)

PARIS = ZoneInfo("Europe/Paris")


def at(text: str) -> datetime:
    """« 2026-06-03 09:00 » on the wall clock of Paris."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)


def rhythm(*, days: int = 7, region: str = "") -> Rhythm:
    return Rhythm(PARIS, days, SendWindow(time(8), time(20), PARIS), BusinessCalendar(region))


JUNE = dates_of(at("2026-06-10 09:00"), rhythm())
ENDS = at("2026-06-12 17:00")


@pytest.mark.parametrize(
    ("start", "opens", "deadline", "offset"),
    [
        ("2026-06-10 09:00", "2026-06-02 09:00", "2026-06-03 09:00", "+0200"),
        ("2026-03-31 09:00", "2026-03-23 09:00", "2026-03-24 09:00", "+0100"),  # spring: seven days are 167 hours
        ("2026-10-26 09:00", "2026-10-18 09:00", "2026-10-19 09:00", "+0200"),  # autumn: 169
        ("2026-06-10 13:30", "2026-06-02 09:00", "2026-06-03 13:30", "+0200"),
        ("2026-01-05 09:00", "2025-12-28 09:00", "2025-12-29 09:00", "+0100"),  # over the new year
        ("2028-03-07 09:00", "2028-02-28 09:00", "2028-02-29 09:00", "+0100"),  # on a leap day
    ],
)
def test_a_kit_opens_the_day_before_its_deadline_by_the_wall_clock(
    start: str, opens: str, deadline: str, offset: str
) -> None:
    dates = dates_of(at(start), rhythm())
    assert dates.kit_from == at(opens)
    assert f"{dates.kit_deadline:%Y-%m-%d %H:%M %z}" == f"{deadline} {offset}"


@pytest.mark.parametrize(
    ("now", "due", "on_time"),
    [
        ("2026-06-02 08:59", False, True),
        ("2026-06-02 09:00", True, True),
        ("2026-06-03 09:00", True, True),  # the deadline itself
        ("2026-06-03 09:01", True, False),
        ("2026-06-11 10:00", True, False),  # who joins a session under way
        ("2026-06-12 17:00", False, False),  # over
    ],
)
def test_a_kit_is_due_from_its_opening_to_the_end_of_the_session(now: str, *, due: bool, on_time: bool) -> None:
    assert is_due(at(now), JUNE, ENDS) is due
    assert is_on_time(at(now), JUNE.kit_deadline) is on_time


def test_the_number_of_days_is_the_provider_s_choice() -> None:
    assert dates_of(at("2026-06-30 09:00"), rhythm(days=14)).kit_deadline == at("2026-06-16 09:00")


LATE = at("2026-06-05 10:00")


@pytest.mark.parametrize(
    ("past", "reason"),
    [
        (Past(confirmed_at=at("2026-06-05 09:59")), LateReason.ENROLLED_LATE),
        (Past(confirmed_at=at("2026-05-01 09:00")), LateReason.SENT_LATE),
        (Past(confirmed_at=JUNE.kit_deadline), LateReason.SENT_LATE),
        (Past(confirmed_at=at("2026-05-01 09:00"), moved_at=at("2026-06-04 09:00")), LateReason.MOVED_LATE),
        (Past(moved_at=at("2026-05-20 09:00"), resumed_at=at("2026-06-05 09:00")), LateReason.RESUMED_LATE),
        (Past(was_incomplete=True), LateReason.COMPLETED_LATE),
        (Past(confirmed_at=at("2026-06-05 09:00"), was_incomplete=True), LateReason.ENROLLED_LATE),
    ],
)
def test_a_late_kit_says_why(past: Past, reason: LateReason) -> None:
    assert late_reason(LATE, JUNE.kit_deadline, past) is reason


def test_a_kit_on_time_gives_no_reason() -> None:
    assert late_reason(JUNE.kit_deadline, JUNE.kit_deadline, Past(confirmed_at=LATE)) is None


def test_a_kit_moved_before_its_deadline_is_not_late() -> None:
    """Moved from the 10th to the 17th after the first kit had left: the new one has its own days."""
    moved = dates_of(at("2026-06-17 09:00"), rhythm())
    assert not is_due(at("2026-06-05 10:00"), moved, at("2026-06-19 17:00"))
    assert late_reason(at("2026-06-09 09:00"), moved.kit_deadline, Past(moved_at=at("2026-06-05 10:00"))) is None


@pytest.mark.parametrize(
    ("now", "waits"),
    [
        ("2026-06-02 09:00", True),
        ("2026-06-02 20:30", True),  # opens again at 8, before the deadline at 9
        ("2026-06-03 09:30", False),  # late: at once
        ("2026-06-05 22:00", False),
    ],
)
def test_a_late_kit_ignores_the_hours_of_sending(now: str, *, waits: bool) -> None:
    assert (kit_window(at(now), JUNE.kit_deadline, rhythm().window) is not None) is waits


def test_a_kit_does_not_wait_for_an_opening_that_would_make_it_late() -> None:
    early = dates_of(at("2026-06-10 07:30"), rhythm())
    assert kit_window(at("2026-06-02 20:30"), early.kit_deadline, rhythm().window) is None


@pytest.mark.parametrize(
    ("now", "starts", "waits"),
    [
        ("2026-06-05 21:00", ["2026-06-10 09:00"], True),
        ("2026-06-10 07:00", ["2026-06-10 14:00"], False),  # the same day, before the window opens
        ("2026-06-09 21:00", ["2026-06-10 09:00"], False),  # would wait until the morning of the session
        ("2026-06-10 07:00", ["2026-06-17 09:00", "2026-06-10 09:00"], False),  # the date that was announced counts
        ("2026-06-05 21:00", [], True),
    ],
)
def test_a_change_for_the_same_day_ignores_the_hours_of_sending(now: str, starts: list[str], *, waits: bool) -> None:
    window = change_window(at(now), [at(start) for start in starts], rhythm())
    assert (window is not None) is waits


@pytest.mark.parametrize(
    ("now", "sent", "due"),
    [
        ("2026-06-07 08:59", "2026-06-02 09:00", False),
        ("2026-06-07 09:00", "2026-06-02 09:00", True),
        ("2026-06-08 17:00", "2026-06-02 09:00", True),  # a missed run costs nothing
        ("2026-06-09 09:00", "2026-06-02 09:00", False),  # the message of the day before takes over
        ("2026-06-07 09:00", "2026-06-06 09:00", False),  # a late kit keeps two quiet days
        ("2026-06-08 09:00", "2026-06-06 09:00", True),
    ],
)
def test_the_reminder_leaves_three_days_before_and_never_hard_on_the_kit(now: str, sent: str, *, due: bool) -> None:
    assert may_remind(at(now), JUNE, at(sent)) is due


@pytest.mark.parametrize(
    ("start", "reminded"),
    [
        ("2026-12-09 09:00", "2026-12-06 09:00"),  # Wednesday: Sunday
        ("2026-12-08 09:00", "2026-12-05 09:00"),  # Tuesday: Saturday
        ("2026-12-07 09:00", "2026-12-03 09:00"),  # Monday: Thursday, for Friday is already the day before
        ("2026-04-07 09:00", "2026-04-02 09:00"),  # after Easter Monday
    ],
)
def test_the_reminder_keeps_its_distance_from_the_day_before(start: str, reminded: str) -> None:
    dates = dates_of(at(start), rhythm())
    assert dates.reminder == at(reminded) < dates.day_before


def test_a_kit_sent_too_late_is_never_reminded() -> None:
    assert reminder_at(JUNE, at("2026-06-08 10:00")) is None
    assert reminder_at(JUNE, at("2026-06-02 09:00")) == at("2026-06-07 09:00")


@pytest.mark.parametrize(
    ("start", "region", "eve"),
    [
        ("2026-06-10 09:00", "", "2026-06-09 09:00"),  # Wednesday: Tuesday
        ("2026-12-07 09:00", "", "2026-12-04 09:00"),  # Monday: Friday
        ("2026-04-07 09:00", "", "2026-04-03 09:00"),  # the Tuesday after Easter: Friday
        ("2026-04-07 09:00", "57", "2026-04-02 09:00"),  # Good Friday is a holiday in Alsace and Moselle
        ("2026-05-15 09:00", "", "2026-05-13 09:00"),  # after Ascension
    ],
)
def test_the_day_before_is_a_worked_day(start: str, region: str, eve: str) -> None:
    dates = dates_of(at(start), rhythm(region=region))
    assert dates.day_before == at(eve)
    assert not may_say_tomorrow(at(eve) - timedelta(minutes=1), dates)
    assert may_say_tomorrow(at(eve), dates)
    assert not may_say_tomorrow(at(start), dates)


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2026-05-27 08:59", None),
        ("2026-05-27 09:00", 14),
        ("2026-05-31 08:59", 14),
        ("2026-05-31 09:00", 10),
        ("2026-06-02 09:00", 8),
        ("2026-06-09 23:00", 8),  # a session filled in late asks once, not three times
        ("2026-06-10 09:00", None),
    ],
)
def test_missing_items_are_asked_for_at_three_milestones(now: str, days: int | None) -> None:
    request = current_request(at(now), JUNE)
    assert (request.days if request else None) == days


def test_nothing_is_due_for_a_session_beyond_the_horizon() -> None:
    now = at("2026-05-27 09:00")
    assert latest_start(now, rhythm()) >= JUNE.start
    assert all(
        request.at > now for request in dates_of(latest_start(now, rhythm()) + timedelta(days=1), rhythm()).requests
    )


@pytest.mark.parametrize(
    ("now", "left"),
    [("2026-06-03 23:59", 7), ("2026-06-04 00:00", 6), ("2026-06-10 23:00", 0), ("2026-06-11 00:00", -1)],
)
def test_days_are_counted_on_the_calendar(now: str, left: int) -> None:
    assert days_left(at(now), JUNE.start, PARIS) == left
