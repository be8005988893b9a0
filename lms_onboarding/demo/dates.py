"""Every date of the demonstration, computed from two days: the anchor and the last day played at creation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lms_onboarding.common.calendar import BusinessCalendar

RUN_UP = 21  # days played before the first session
SPAN = 10  # business days that a two-week session covers, first and last included
MOVE = 7  # days by which the moved session was shifted
CALENDAR = BusinessCalendar(None)


def default_anchor(today: date) -> date:
    """The first Monday at least seven days after `today`."""
    earliest = today + timedelta(days=7)
    return earliest + timedelta(days=-earliest.weekday() % 7)


def default_until(today: date, anchor: date) -> date:
    """The later of `today` and one week before the anchor."""
    return max(today, anchor - timedelta(days=7))


def month_of(anchor: date) -> str:
    """« 2026-12 », as the codes of the main sessions say it."""
    return f"{anchor:%Y-%m}"


@dataclass(frozen=True)
class SideDates:
    """First day of each session beside the main ones; `moved_from` is where the moved one was first planned."""

    first_week: date
    just_ended: date
    moved_from: date
    long_ended: date
    cancelled: date

    def starts(self) -> tuple[date, ...]:
        return (self.first_week, self.just_ended, self.moved_from, self.long_ended, self.cancelled)


def _business_day_not(day: date, avoided: date, *, step: int) -> date:
    """`day`, or the nearest business day in the direction of `step` that is not `avoided`."""
    while day == avoided or not CALENDAR.is_business_day(day):
        day += timedelta(days=step)
    return day


def side_dates(anchor: date, until: date) -> SideDates:
    """In its first week on `until`, just ended, ended two months before, cancelled; none starts on the anchor."""
    monday = until - timedelta(days=until.weekday())
    first_week = _business_day_not(monday, anchor, step=-1)
    just_ended = _start_of_session_ending(until - timedelta(days=1), anchor)
    moved_from = _business_day_not(just_ended - timedelta(days=MOVE), anchor, step=-1)
    return SideDates(
        first_week=first_week,
        just_ended=just_ended,
        moved_from=moved_from,
        long_ended=_start_of_session_ending(until - timedelta(days=61), anchor),
        cancelled=_business_day_not(first_week + timedelta(days=2), anchor, step=1),
    )


def _start_of_session_ending(by: date, anchor: date) -> date:
    last = _business_day_not(by, anchor, step=-1)
    start = CALENDAR.add_business_days(last, -(SPAN - 1))
    return _business_day_not(start, anchor, step=-1)


def slot_day(start: date, offset: int) -> date:
    """The day of a slot planned `offset` days after a Monday, when the session starts on `start`; a business day."""
    business = offset - 2 * (offset // 7)
    return CALENDAR.add_business_days(start, business) if business else start


def first_day(anchor: date, starts: Iterable[date]) -> date:
    """The first day played: three weeks before the first session of all."""
    return min([anchor, *starts]) - timedelta(days=RUN_UP)
