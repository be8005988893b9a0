"""On how many days something was expected of a learner, and what they had time to do before the start."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

WEEKS: Final = 14  # calendar days from which a session is one of weeks, and the table is read as it is
TIME_TO_VISIT: Final = 3  # days between enrolment and start below which visits before the start say nothing
ONE_DAY: Final = timedelta(days=1)


def is_short(first_day: date, last_day: date) -> bool:
    """Whether the days of this session are counted one by one."""
    return (last_day - first_day).days < WEEKS


def had_time_to_visit(enrolled_on: date, starts_on: date) -> bool:
    """Three visits before the start are asked for nothing to be said: it takes three days to pay them."""
    return (starts_on - enrolled_on).days >= TIME_TO_VISIT


def expected_days(
    planned: Collection[date], *, since: date, until: date, off: Collection[date], short: bool
) -> int | None:
    """How many days count, from `since` to the day before `until`, both local dates of the learner's clock.

    `planned`: days of half-days and of remote work announced. `off`: excused absences, public holidays, closures.
    A session of weeks expects nothing of a given day: None, unless some days are off; then the others count.
    """
    if short:
        return sum(1 for day in planned if since <= day < until and day not in off)
    missing = sum(1 for day in off if since <= day < until)
    return (until - since).days - missing if missing else None
