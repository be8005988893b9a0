"""The calendar file of a session: one event per half-day, known by the same UID when it moves (RFC 5545, RFC 5546).

`METHOD:PUBLISH`, because several half-days in one request would be an invalid invitation. Nothing personal is in it:
one file serves a whole edition, and no token ever travels in a calendar.
"""

from collections.abc import Collection
from datetime import UTC, datetime

from django.conf import settings
from icalendar import Calendar, Event

from lms_onboarding.common.calendar import wall_clock

from .content import Appointment, Content
from .zones import timezone_of

CONTENT_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"
FILENAME = "rendez-vous.ics"


def agenda_of(
    content: Content, *, stamped: datetime, cancelled: bool = False, removed: Collection[Appointment] = ()
) -> bytes:
    """The .ics of a session as `content` plans it. `stamped` is when these facts were settled: same facts, same bytes.

    `removed` are half-days announced earlier that no longer exist: they leave calendars. SEQUENCE follows the
    schedule; a cancellation comes after the last one.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//LMS onboarding//rendez-vous//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    days = [one.day for one in (*content.appointments, *removed)]
    if days:
        calendar.add_component(timezone_of(content.zone, min(days).year, max(days).year))
    sequence = content.schedule_no if cancelled else content.schedule_no - 1
    for one in content.appointments:
        calendar.add_component(_event(content, one, stamped, sequence, standing=not cancelled))
    for one in removed:
        calendar.add_component(_event(content, one, stamped, sequence, standing=False))
    ics: bytes = calendar.to_ical()
    return ics


def _event(content: Content, one: Appointment, stamped: datetime, sequence: int, *, standing: bool) -> Event:
    event, zone = Event(), content.tz
    event.add("uid", f"demi-journee-{one.key}@{settings.LMSO_MESSAGE_ID_DOMAIN}")
    event.add("sequence", sequence)
    event.add("dtstamp", stamped.astimezone(UTC))
    event.add("last-modified", stamped.astimezone(UTC))
    event.add("summary", content.course.title if standing else f"Annulé : {content.course.title}")
    event.add("dtstart", wall_clock(one.day, one.start, zone))
    event.add("dtend", wall_clock(one.day, one.end, zone))
    event.add("status", "CONFIRMED" if standing else "CANCELLED")
    event.add("transp", "OPAQUE" if standing else "TRANSPARENT")
    remote, practical = content.is_remote(one), content.practical
    place = practical.join_url if remote else ", ".join(part for part in (practical.venue, practical.room) if part)
    if place:
        event.add("location", place)
    event.add("description", _description(content, one, remote=remote))
    if remote and practical.join_url:
        event.add("url", practical.join_url)
    return event


def _description(content: Content, one: Appointment, *, remote: bool) -> str:
    practical = content.practical
    lines = [
        one.subject,
        f"Se connecter : {practical.join_url}" if remote and practical.join_url else "",
        f"Accès : {practical.access}" if not remote and practical.access else "",
        f"Une question : {content.contact.name}, {content.contact.reach}" if content.contact else "",
    ]
    return "\n".join(line for line in lines if line)
