"""The sweep: everything this room has to send at `now`, changes before the kits of the new dates."""

from dataclasses import dataclass
from datetime import datetime

from .changes import sweep_cancelled, sweep_moved, sweep_superseded
from .kits import sweep_kits
from .missing import sweep_missing
from .outlook import House
from .reminders import sweep_day_before, sweep_reminders
from .returns import sweep_returns
from .unsent import forget_unsent


@dataclass(frozen=True, kw_only=True)
class SweepReport:
    """How many mails of each kind were queued; `superseded` and `forgotten` count kits closed or prepared afresh."""

    kits: int = 0
    reminders: int = 0
    day_before: int = 0
    moved: int = 0
    cancelled: int = 0
    returned: int = 0
    missing: int = 0
    superseded: int = 0
    forgotten: int = 0

    @property
    def queued(self) -> int:
        return sum(
            (self.kits, self.reminders, self.day_before, self.moved, self.cancelled, self.returned, self.missing)
        )


def sweep(*, now: datetime) -> SweepReport:
    """Queue what is due at `now`. Twice is once: every mail has a natural key, and nothing is written without it."""
    house = House.at(now)
    return SweepReport(
        superseded=sweep_superseded(now=now),
        cancelled=sweep_cancelled(house, now=now),
        moved=sweep_moved(house, now=now),
        forgotten=forget_unsent(now=now),
        kits=sweep_kits(house, now=now),
        reminders=sweep_reminders(house, now=now),
        day_before=sweep_day_before(house, now=now),
        returned=sweep_returns(house, now=now),
        missing=sweep_missing(house, now=now),
    )
