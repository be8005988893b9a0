"""When one may sign a half-day, in absolute instants: on a day when clocks change, what counts is what they show."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lms_onboarding.common.calendar import wall_clock
from lms_onboarding.sessions.models import Slot

BEFORE: Final = timedelta(minutes=10)
AFTER: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Window:
    """A half-day on the clock of the provider: `opens` and `closes` bound the signature, both included."""

    starts: datetime
    ends: datetime

    @property
    def opens(self) -> datetime:
        return self.starts - BEFORE

    @property
    def closes(self) -> datetime:
        return self.ends + AFTER

    def is_open(self, now: datetime) -> bool:
        return self.opens <= now <= self.closes

    def is_before(self, now: datetime) -> bool:
        """Whether signing has not begun yet."""
        return now < self.opens

    @property
    def minutes(self) -> int:
        """Minutes really lived: an hour more, or less, over a change of clocks."""
        return _minutes(self.starts, self.ends)

    def minutes_from(self, arrived_at: time | None) -> int:
        """What somebody who arrived at that hour has lived of it."""
        if arrived_at is None:
            return self.minutes
        zone = self.starts.tzinfo
        arrived = wall_clock(self.starts.date(), arrived_at, zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC"))
        return _minutes(min(max(arrived, self.starts), self.ends), self.ends)


def window_of(slot: Slot, zone: ZoneInfo) -> Window:
    return Window(wall_clock(slot.day, slot.start, zone), wall_clock(slot.day, slot.end, zone))


def _minutes(start: datetime, end: datetime) -> int:
    return int((end.timestamp() - start.timestamp()) // 60)
