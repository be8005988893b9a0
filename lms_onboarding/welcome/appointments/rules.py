"""When a call may be booked, changed, announced: pure decisions, no database, no clock. Comparisons go through UTC."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lms_onboarding.common.calendar import SendWindow, days_before, local_date, wall_clock
from lms_onboarding.enrolments.enums import PLACED, EnrolmentState
from lms_onboarding.welcome.enums import CallPurpose

NOTICE: Final = timedelta(hours=1)  # nobody finds, or loses, a call within the hour that precedes it
OFFER_DAYS_AFTER_KIT: Final = 2
NO_WAIT_UNDER_DAYS: Final = 5
MEETING_DAYS: Final = 7
FOLLOW_UP_OFFERED_AFTER: Final = timedelta(days=14)
FOLLOW_UP_OFFERED_UNTIL: Final = timedelta(days=60)  # after the end; beyond, it would be another conversation
SHOWN: Final = 4  # slots that a mail names; the page shows them all
# Who may be met: after the end, those who went through it too, whose lessons stay open.
EXPECTED: Final[Mapping[str, Collection[str]]] = {
    CallPurpose.WELCOME: (EnrolmentState.CONFIRMED,),
    CallPurpose.STUCK: PLACED,
    CallPurpose.FOLLOW_UP: PLACED,
}
Span = tuple[datetime | None, datetime | None]


def is_in_time(purpose: str, starts_at: datetime, session: Span) -> bool:
    """Whether an appointment still makes sense then: a welcome before the first half-day, a follow-up after the last
    one, a hand whenever the session has dates."""
    first, last = session
    if first is None or last is None:
        return False
    if purpose == CallPurpose.WELCOME:
        return _utc(starts_at) < _utc(first)
    return purpose == CallPurpose.STUCK or _utc(starts_at) >= _utc(last)


def follow_up_offer_from(session_ends_at: datetime, zone: ZoneInfo) -> datetime:
    """When the follow-up is offered: two weeks after the end, at nine, for the fourth or fifth week."""
    return wall_clock(local_date(session_ends_at, zone) + FOLLOW_UP_OFFERED_AFTER, time(9), zone)


def earliest_start(now: datetime) -> datetime:
    """The first slot that may still be booked starts then, or later."""
    return now + NOTICE


def may_change(now: datetime, starts_at: datetime) -> bool:
    """Whether there is still time to book, move or cancel: up to one hour before, inclusive."""
    return _utc(now) <= _utc(starts_at) - NOTICE


def offer_from(kit_sent_at: datetime, session_starts_at: datetime, zone: ZoneInfo) -> datetime:
    """When the offer of a call leaves: two days after the kit, at its hour; with it when under five days remain."""
    sent = kit_sent_at.astimezone(zone)
    if (local_date(session_starts_at, zone) - sent.date()).days < NO_WAIT_UNDER_DAYS:
        return kit_sent_at
    at = sent.time().replace(microsecond=0, fold=0)
    return wall_clock(sent.date() + timedelta(days=OFFER_DAYS_AFTER_KIT), at, zone)


def invite_from(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """When the invitation to a meeting of the group leaves: a week before, on the same wall clock."""
    return days_before(starts_at, MEETING_DAYS, zone)


def is_ripe(now: datetime, due: datetime) -> bool:
    return _utc(due) <= _utc(now)


def hours_of(now: datetime, starts_at: datetime, window: SendWindow) -> SendWindow | None:
    """The hours in which news of a call waits. None, « at once », when waiting would make it come too late."""
    return window if _utc(window.next_opening(now)) <= _utc(starts_at) - NOTICE else None


def free_seat(taken: Collection[int], capacity: int) -> int | None:
    """The lowest seat nobody has, from 1; None when all are taken."""
    return next((seat for seat in range(1, capacity + 1) if seat not in taken), None)


def overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Whether two spans share an instant; one may start when the other ends."""
    return _utc(one[0]) < _utc(other[1]) and _utc(other[0]) < _utc(one[1])


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
