"""A time zone as calendars want it: one observance per change of the clocks over the years of a session (RFC 5545).

Written here because the calendar library dates each change by the clock after it; the standard wants the one before.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

HOUR = timedelta(hours=1)


@lru_cache(maxsize=64)  # walking through a year costs more than all the events of a session
def timezone_of(key: str, first_year: int, last_year: int) -> Timezone:
    """The VTIMEZONE of zone `key`, right from the first day of `first_year` to the last of `last_year`."""
    zone = ZoneInfo(key)
    timezone = Timezone()
    timezone.add("tzid", key)
    start = datetime(first_year, 1, 1, tzinfo=UTC) - 24 * HOUR
    timezone.add_component(_observance(zone, start, start))
    for before, after in _changes(zone, start, datetime(last_year + 1, 1, 2, tzinfo=UTC)):
        timezone.add_component(_observance(zone, before, after))
    return timezone


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The instants just before and at each change of offset; zones change on whole hours of UTC in our century."""
    moment = start
    while moment < end:
        after = moment + HOUR
        if moment.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            yield moment, after
        moment = after


def _observance(zone: ZoneInfo, before: datetime, after: datetime) -> TimezoneStandard | TimezoneDaylight:
    old, new = before.astimezone(zone), after.astimezone(zone)
    old_offset = old.utcoffset() or timedelta()
    observance = TimezoneDaylight() if new.dst() else TimezoneStandard()
    observance.add("dtstart", (after + old_offset).replace(tzinfo=None))
    observance.add("tzoffsetfrom", old_offset)
    observance.add("tzoffsetto", new.utcoffset() or timedelta())
    observance.add("tzname", new.tzname() or zone.key)
    return observance
