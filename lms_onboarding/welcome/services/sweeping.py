"""The sweep: everything this room has to send at `now`, changes before the kits of the new dates."""

from dataclasses import dataclass, field
from datetime import datetime

from lms_onboarding.people.services import provider_read_once
from lms_onboarding.welcome.information.preparing import sweep_information
from lms_onboarding.welcome.needs.following import follow_sessions
from lms_onboarding.welcome.needs.sweeping import Asked, sweep_needs

from .calls import open_slots_at, sweep_call_offers, sweep_follow_ups, sweep_meetings, sweep_pointless
from .changes import sweep_cancelled, sweep_moved, sweep_superseded
from .kits import sweep_kits
from .missing import sweep_missing
from .outlook import House
from .reminders import sweep_day_before, sweep_reminders
from .returns import sweep_returns
from .unsent import forget_unsent


@dataclass(frozen=True, kw_only=True)
class SweepReport:
    """How many mails of each kind were queued; `superseded` and `forgotten` count kits closed or prepared
    afresh, `pointless_calls` calls cancelled because their learner is not expected any more."""

    kits: int = 0
    reminders: int = 0
    day_before: int = 0
    moved: int = 0
    cancelled: int = 0
    returned: int = 0
    missing: int = 0
    superseded: int = 0
    forgotten: int = 0
    needs: Asked = field(default_factory=Asked)
    information: int = 0
    calls: int = 0
    meetings: int = 0
    follow_ups: int = 0
    pointless_calls: int = 0

    @property
    def queued(self) -> int:
        kits = (self.kits, self.reminders, self.day_before, self.moved, self.cancelled, self.returned, self.missing)
        return sum(kits) + self.needs.queued + self.information + self.calls + self.meetings + self.follow_ups


@provider_read_once()
def sweep(*, now: datetime) -> SweepReport:
    """Queue what is due at `now`. Twice is once: every mail has a natural key, and nothing is written without it."""
    house = House.at(now)
    follow_sessions(house, now=now)
    slots = open_slots_at(now)
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
        needs=sweep_needs(house, now=now),
        information=sweep_information(house, now=now),
        pointless_calls=sweep_pointless(now=now),
        calls=sweep_call_offers(slots, house, now=now),
        meetings=sweep_meetings(slots, house, now=now),
        follow_ups=sweep_follow_ups(slots, house, now=now),
    )
