"""The calendar file of one call: published, known by the same UID when it moves or is cancelled (RFC 5545, RFC 5546).

The learner's file names who calls, the trainer's names the learner; no token travels in either.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event

from lms_onboarding.welcome.zones import timezone_of

FILENAME: Final = "appel.ics"


@dataclass(frozen=True)
class CallEvent:
    """One event as calendars want it: `uid` is stable, `sequence` rises, `stamped` is when the facts were settled."""

    uid: str
    sequence: int
    stamped: datetime
    starts_at: datetime
    minutes: int
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    cancelled: bool = False


def file_of(event: CallEvent, zone: ZoneInfo) -> bytes:
    """The .ics of `event` on the wall clock of `zone`: same facts, same bytes."""
    start = event.starts_at.astimezone(zone)
    calendar = Calendar()
    calendar.add("prodid", "-//LMS onboarding//rendez-vous//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(timezone_of(zone.key, start.year, start.year))
    calendar.add_component(_component(event, start))
    ics: bytes = calendar.to_ical()
    return ics


def _component(event: CallEvent, start: datetime) -> Event:
    # Minutes are added in UTC: a call that spans a change of the clocks keeps its length.
    end = (start.astimezone(UTC) + timedelta(minutes=event.minutes)).astimezone(start.tzinfo)
    made = Event()
    made.add("uid", f"{event.uid}@{settings.LMSO_MESSAGE_ID_DOMAIN}")
    made.add("sequence", event.sequence)
    made.add("dtstamp", event.stamped.astimezone(UTC))
    made.add("last-modified", event.stamped.astimezone(UTC))
    made.add("summary", f"Annulé : {event.summary}" if event.cancelled else event.summary)
    made.add("dtstart", start)
    made.add("dtend", end)
    made.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    made.add("transp", "TRANSPARENT" if event.cancelled else "OPAQUE")
    for name in ("description", "location", "url"):
        if value := getattr(event, name):
            made.add(name, value)
    return made
