"""At most two messages that may be refused, per person, in seven days: when the next one may leave. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Final

from lms_onboarding.common.calendar import SendWindow

WEEK: Final = timedelta(days=7)
PER_WEEK: Final = 2


@dataclass(frozen=True, kw_only=True)
class Due:
    """A message that may be refused, due to one person at `at`, in the hours of `window`. Not `sure`: it leaves only
    if nothing happens meanwhile (a reminder, if nobody answers)."""

    at: datetime
    window: SendWindow | None = None
    sure: bool = True


@dataclass(frozen=True)
class Departure:
    """When a message due at `due_at` leaves, and when it would if those that are not sure left too."""

    due_at: datetime
    at: datetime
    at_most: datetime

    @property
    def waits(self) -> bool:
        return self.at != self.due_at

    @property
    def depends(self) -> bool:
        return self.at != self.at_most


def room_at(gone: Iterable[datetime], *, now: datetime) -> datetime:
    """`now`, or the moment when a week that already holds these departures has room for one more."""
    recent = sorted(moment for moment in gone if moment > now - WEEK)
    return now if len(recent) < PER_WEEK else recent[-PER_WEEK] + WEEK


def departures(due: Sequence[Due], gone: Iterable[datetime]) -> list[Departure]:
    """When each of these leaves, after those `gone`; of two due together, the first goes first. To one person."""
    before = list(gone)
    surely = _play({rank: one for rank, one in enumerate(due) if one.sure}, before)
    at_most = _play(dict(enumerate(due)), before)
    return [Departure(one.at, surely.get(rank, at_most[rank]), at_most[rank]) for rank, one in enumerate(due)]


def _play(due: dict[int, Due], before: Sequence[datetime]) -> dict[int, datetime]:
    """What a sender that never sleeps does with them: each in its turn, put off until the week has room."""
    gone, left = list(before), dict[int, datetime]()
    waiting = [(one.at, rank) for rank, one in due.items()]
    heapify(waiting)
    while waiting:
        at, rank = heappop(waiting)
        window, moment = due[rank].window, room_at(gone, now=at)
        moment = window.next_opening(moment) if window else moment
        if moment > at:
            heappush(waiting, (moment, rank))
        else:
            left[rank] = at
            gone.append(at)
    return left
