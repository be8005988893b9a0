"""A half-day as its trainer sees it: who signed, what was found, what keeps the lock open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lms_onboarding.common import french
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.services import provider
from lms_onboarding.progress.enums import Presence
from lms_onboarding.progress.models import AttendanceSheet
from lms_onboarding.progress.services import Gaps, Line, Window, gaps_in, lines_of, to_invite, window_of
from lms_onboarding.sessions.models import Slot

from .wall import Wall, wall_of

CHOICES = (
    (Presence.PRESENT, _("Présent"), "is-ok", "check"),
    (Presence.LATE, _("En retard"), "is-ok", "clock"),
    (Presence.ABSENT, _("Absent"), "is-danger", "close"),
    (Presence.EXCUSED, _("Excusé"), "is-warn", "doc"),
)


@dataclass(frozen=True)
class Row:
    """A line of the sheet with what its fields hold: what was just typed when it was refused, else what stands."""

    line: Line
    presence: str
    excuse: str
    arrived: str
    note: str
    seen: str

    @property
    def is_detailed(self) -> bool:
        """Whether what explains the finding is shown without being asked for."""
        return bool(self.excuse or self.arrived or self.note) or self.presence in (Presence.LATE, Presence.EXCUSED)


def rows_of(lines: Sequence[Line], posted: QueryDict) -> list[Row]:
    return [_row(line, posted) for line in lines]


def _row(line: Line, posted: QueryDict) -> Row:
    pk, mark = line.enrolment.pk, line.mark
    if f"seen_{pk}" in posted:
        names = ("presence", "excuse", "arrived", "note", "seen")
        return Row(line, *(posted.get(f"{name}_{pk}", "") for name in names))
    if mark is None:
        return Row(line, "", "", "", "", "")
    arrived = f"{mark.arrived_at:%H:%M}" if mark.arrived_at else ""
    return Row(line, mark.presence, mark.excuse, arrived, mark.note, str(mark.pk))


@dataclass(frozen=True)
class HalfDay:
    slot: Slot
    window: Window
    lines: Sequence[Line]
    gaps: Gaps
    sheet: AttendanceSheet | None
    wall: Wall | None
    to_invite: Sequence[Line]
    links_sent: int
    heading: str
    lead: str
    zone: str

    @property
    def may_invite(self) -> bool:
        return self.sheet is None and bool(self.to_invite)

    @property
    def invite_names(self) -> str:
        return french.listing([line.name for line in self.to_invite])

    @property
    def invite_title(self) -> str:
        count = len(self.to_invite)
        if count == 1:
            return "Une signature manque"
        words = french.in_words(count)
        return f"{words[:1].upper()}{words[1:]} signatures manquent"


def half_day(slot: Slot, *, now: datetime) -> HalfDay:
    """About ten queries, whatever the number of learners."""
    zone = provider().zone
    window = window_of(slot, zone)
    lines = lines_of(slot, window)
    sheet = AttendanceSheet.objects.select_related("trainer", "document").filter(slot=slot).first()
    open_ = window.is_open(now) and sheet is None
    missing = to_invite(lines) if now <= window.closes else []
    sent = OutgoingMail.objects.filter(key__startswith=f"attendance/{slot.pk}/", key__endswith="/link").count()
    return HalfDay(
        slot=slot,
        window=window,
        lines=lines,
        gaps=gaps_in(lines, window, now=now),
        sheet=sheet,
        wall=wall_of(slot, now=now) if open_ else None,
        to_invite=missing,
        links_sent=sent,
        heading=_heading(lines, sheet, window, now),
        lead=_lead(slot, window, now),
        zone=zone.key,
    )


def _heading(lines: Sequence[Line], sheet: AttendanceSheet | None, window: Window, now: datetime) -> str:
    """« Cinq personnes ont signé, il en manque trois »."""
    if sheet is not None:
        return "La demi-journée est contresignée"
    if window.is_before(now):
        return "La demi-journée n’est pas commencée"
    signed = sum(line.signature is not None for line in lines)
    missing = len(to_invite(list(lines)))
    if not signed:
        said = "Personne n’a encore signé"
    else:
        said = french.counted(signed, "personne a signé", "personnes ont signé", feminine=True)
    if signed and missing:
        said += f", il en manque {french.in_words(missing, feminine=True)}"
    elif signed:
        said += ", aucune signature ne manque"
    return f"{said[:1].upper()}{said[1:]}"


def _lead(slot: Slot, window: Window, now: datetime) -> str:
    day = french.day(slot.day)
    place = "à distance" if slot.remote else "sur place"
    hours = french.hours_between(slot.start, slot.end)
    said = f"{day[:1].upper()}{day[1:]} {slot.get_half_display()}, de {hours}, {place}."
    if window.is_open(now):
        at = french.hour(french.local(now, window.starts.tzinfo or french.PARIS).time())
        said += f" Il est {at}, la signature ferme à {french.hour(window.closes.time())}."
    return said
