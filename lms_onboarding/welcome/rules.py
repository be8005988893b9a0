"""When each message of the welcome is due, and why a kit is late: pure decisions on dates, no database, no clock.

A kit due N days before: sends open the day before its deadline at 9 h; the deadline is the wall clock of the first
slot N days before, inclusive. Every comparison goes through UTC.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lms_onboarding.common.calendar import (
    NINE,
    BusinessCalendar,
    SendWindow,
    deadline,
    local_date,
    sends_open,
    wall_clock,
)

from .enums import LateReason

REMINDER_DAYS: Final = 3
# A reminder that follows its kit by a few hours is noise: two whole days are left to open it.
QUIET_BEFORE_REMINDER: Final = timedelta(days=2)
# Days between the kit's deadline and each request for a missing item: J-14, J-10 and J-8 for a kit at J-7.
AHEAD_OF_KIT: Final = (7, 3, 1)
LINK_LIFE: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What the provider chose: days before the session, hours of sending, holidays."""

    zone: ZoneInfo
    kit_days: int
    window: SendWindow
    business: BusinessCalendar


@dataclass(frozen=True, slots=True)
class Request:
    """A milestone for what is missing: `days` before the start, at `at`."""

    days: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Dates:
    """The moments of one session, in its zone. `requests` go from the earliest to the latest."""

    start: datetime
    kit_from: datetime
    kit_deadline: datetime
    reminder: datetime
    day_before: datetime
    requests: tuple[Request, ...]


def dates_of(start: datetime, rhythm: Rhythm) -> Dates:
    """Everything that follows from the first slot's start."""
    first_day = local_date(start, rhythm.zone)
    eve = rhythm.business.previous_business_day(first_day)
    milestones = [rhythm.kit_days + ahead for ahead in AHEAD_OF_KIT]
    return Dates(
        start=start,
        kit_from=sends_open(start, rhythm.kit_days, rhythm.zone),
        kit_deadline=deadline(start, rhythm.kit_days, rhythm.zone),
        reminder=_at_nine(_reminder_day(first_day, eve, rhythm.business), rhythm.zone),
        day_before=_at_nine(eve, rhythm.zone),
        requests=tuple(Request(days, _at_nine(first_day - timedelta(days=days), rhythm.zone)) for days in milestones),
    )


def _reminder_day(first_day: date, eve: date, business: BusinessCalendar) -> date:
    """Three days before; the worked day before the eve when weekends or holidays bring the two together."""
    day = first_day - timedelta(days=REMINDER_DAYS)
    return day if day < eve else business.previous_business_day(eve)


def latest_start(now: datetime, rhythm: Rhythm) -> datetime:
    """No session that starts after this moment has anything due at `now`: it keeps the selection small."""
    return now + timedelta(days=rhythm.kit_days + max(AHEAD_OF_KIT) + 2)


def is_due(now: datetime, dates: Dates, ends_at: datetime) -> bool:
    """Whether a kit should leave at `now`: from J-(N+1) at 9 h to the end of the session, for those who join late."""
    return _utc(dates.kit_from) <= _utc(now) < _utc(ends_at)


def is_on_time(moment: datetime, kit_deadline: datetime) -> bool:
    """The deadline itself is on time."""
    return _utc(moment) <= _utc(kit_deadline)


@dataclass(frozen=True, slots=True)
class Past:
    """What may explain that a kit was not ready in time. `None` for what did not happen."""

    confirmed_at: datetime | None = None
    moved_at: datetime | None = None
    resumed_at: datetime | None = None
    was_incomplete: bool = False


def late_reason(now: datetime, kit_deadline: datetime, past: Past) -> LateReason | None:
    """None on time; otherwise the first explanation that holds, the learner's own first."""
    if is_on_time(now, kit_deadline):
        return None
    if _is_after(past.confirmed_at, kit_deadline):
        return LateReason.ENROLLED_LATE
    if _is_after(past.moved_at, kit_deadline):
        return LateReason.MOVED_LATE
    if _is_after(past.resumed_at, kit_deadline):
        return LateReason.RESUMED_LATE
    return LateReason.COMPLETED_LATE if past.was_incomplete else LateReason.SENT_LATE


def kit_window(now: datetime, kit_deadline: datetime, window: SendWindow) -> SendWindow | None:
    """The window of a kit. None, « at once », when it is late or when waiting for the opening would make it late."""
    return window if is_on_time(window.next_opening(now), kit_deadline) else None


def change_window(now: datetime, starts: Iterable[datetime | None], rhythm: Rhythm) -> SendWindow | None:
    """The window of a move or a cancellation. None when the mail would otherwise wait until the day of the session."""
    opening = local_date(rhythm.window.next_opening(now), rhythm.zone)
    known = [local_date(start, rhythm.zone) for start in starts if start is not None]
    return None if any(day <= opening for day in known) else rhythm.window


def may_remind(now: datetime, dates: Dates, kit_sent_at: datetime) -> bool:
    """From its day at 9 h, once the kit has had two days, and never beside the last message before the session."""
    moment = _utc(now)
    quiet_until = _utc(kit_sent_at) + QUIET_BEFORE_REMINDER
    return _utc(dates.reminder) <= moment < _utc(dates.day_before) and quiet_until <= moment


def reminder_at(dates: Dates, kit_sent_at: datetime) -> datetime | None:
    """When the reminder of a kit sent at `kit_sent_at` would leave, or None when it never will."""
    moment = max(_utc(dates.reminder), _utc(kit_sent_at) + QUIET_BEFORE_REMINDER)
    return moment.astimezone(dates.reminder.tzinfo) if moment < _utc(dates.day_before) else None


def may_say_tomorrow(now: datetime, dates: Dates) -> bool:
    """Whether the message of the day before is due: from its hour until the session starts."""
    return _utc(dates.day_before) <= _utc(now) < _utc(dates.start)


def current_request(now: datetime, dates: Dates) -> Request | None:
    """The latest milestone reached: a session created late asks once. None before the first, or once started."""
    if _utc(now) >= _utc(dates.start):
        return None
    reached = [request for request in dates.requests if _utc(request.at) <= _utc(now)]
    return reached[-1] if reached else None


def days_left(now: datetime, start: datetime, zone: ZoneInfo) -> int:
    """Calendar days from today to the start, negative once past: the « 7 » of « J-7 »."""
    return (local_date(start, zone) - local_date(now, zone)).days


def _is_after(moment: datetime | None, limit: datetime) -> bool:
    return moment is not None and _utc(moment) > _utc(limit)


def _at_nine(day: date, zone: ZoneInfo) -> datetime:
    return wall_clock(day, NINE, zone)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
