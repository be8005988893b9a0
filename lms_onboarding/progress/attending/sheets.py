"""Issuing the sheet of a locked half-day: once per revision, drawn outside any transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lms_onboarding.common import french
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.printing.page import Imprint
from lms_onboarding.documents.services import Order, issue, supersede
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import on_paper, provider
from lms_onboarding.progress.enums import Presence, SignatureKind
from lms_onboarding.progress.models import AttendanceMark, AttendanceSheet, AttendanceSignature
from lms_onboarding.sessions.models import Session, SessionTrainer, Slot

from .pdf import HalfDaySheet, Row, Signed, draw_sheet
from .reading import Line, lines_of
from .windows import window_of

KIND: Final = "emargement"
BATCH: Final = 50
FINDINGS: Final = {
    Presence.PRESENT: "présence constatée",
    Presence.LATE: "présence, avec retard",
    Presence.ABSENT: "absence non excusée",
    Presence.EXCUSED: "absence excusée",
}
WITH: Final = ("slot__session__course", "slot__session__referent", "trainer", "document")


def issue_sheets(*, now: datetime, limit: int = BATCH) -> int:
    """Issue what is due, oldest first: what a crash, or a correction, left to draw. Returns how many."""
    due = AttendanceSheet.objects.to_issue().select_related(*WITH).order_by("countersigned_at", "pk")[:limit]
    return sum(issue_sheet(sheet, now=now) is not None for sheet in due)


def issue_sheet(sheet: AttendanceSheet, *, now: datetime) -> IssuedDocument:
    """The document of the sheet's revision; asked twice, the same. The one before is superseded, its bytes stay."""
    organisation, revision, before = provider(), sheet.revision, sheet.document
    data = sheet_data(sheet, organisation, issued_at=now)

    def draw(number: str) -> bytes:
        return draw_sheet(numbered(data, number))

    order = Order(
        key=f"attendance/{sheet.slot_id}/{revision}",
        kind=KIND,
        prefix="E",
        title=f"Feuille d’émargement, {data.session}, {french.day_digits(data.day)}, {data.half}"[:200],
        about=f"slot/{sheet.slot_id}",
        filename="emargement-{number}.pdf",
        data=data.as_frozen(),
    )
    document = issue(order, draw, now=now)
    AttendanceSheet.objects.filter(pk=sheet.pk, issued_revision__lt=revision, revision__gte=revision).update(
        issued_revision=revision, document=document
    )
    if before is not None and before.pk != document.pk:
        supersede(before, document)
    sheet.refresh_from_db(fields=["issued_revision", "document", "revision"])
    return document


def numbered(data: HalfDaySheet, number: str) -> HalfDaySheet:
    """The same sheet under the number it was given."""
    return replace(data, imprint=replace(data.imprint, number=number))


def sheet_data(sheet: AttendanceSheet, organisation: ProviderSettings, *, issued_at: datetime) -> HalfDaySheet:
    """What the sheet says, frozen: everyone expected, with what was signed and found."""
    slot, zone = sheet.slot, organisation.zone
    session = slot.session
    version = f"{sheet.revision}" if sheet.revision > 1 else ""
    return HalfDaySheet(
        provider=on_paper(organisation, now=issued_at),
        imprint=Imprint("Feuille d’émargement", "", issued_at, version=version, zone=zone.key),
        course=str(session.programme.get("title") or session.course.title),
        session=session.code,
        day=slot.day,
        half=str(slot.get_half_display()),
        start=slot.start,
        end=slot.end,
        where=where(slot, session),
        zone=zone.key,
        trainer=sheet.trainer.full_name,
        trainer_title=_title(session, sheet),
        trainer_signed=signed_of(sheet, sheet.countersigned_at, zone),
        rows=tuple(_row(line, zone) for line in lines_of(slot, window_of(slot, zone))),
        observation=sheet.observation,
        corrections=tuple(corrections_of([slot.pk], zone)),
    )


def where(slot: Slot, session: Session) -> str:
    """The place, or the tool of a half-day at a distance."""
    return tool_of(session) if slot.remote else ", ".join(part for part in (session.venue, session.room) if part)


def tool_of(session: Session) -> str:
    """« Classe virtuelle (hôte) »: a sheet is shown to many, it names the tool and gives no way in."""
    tool = urlsplit(session.join_url).hostname
    return f"Classe virtuelle ({tool})" if tool else "Classe virtuelle"


def _title(session: Session, sheet: AttendanceSheet) -> str:
    one = SessionTrainer.objects.filter(session=session, person=sheet.trainer).first()
    return one.title if one else session.referent_title


def signed_of(one: AttendanceSheet | AttendanceSignature, at: datetime, zone: ZoneInfo) -> Signed:
    """How and when the trainer, or a learner, signed."""
    words = one.written_name
    if one.kind == SignatureKind.SCANNED:
        words = "par le code de la salle, après connexion"
    drawing = tuple(tuple(stroke) for stroke in one.drawing) if one.kind == SignatureKind.DRAWN else ()
    return Signed(french.local(at, zone).time().replace(second=0, microsecond=0), drawing, words)


def _row(line: Line, zone: ZoneInfo) -> Row:
    signature, mark = line.signature, line.mark
    return Row(
        name=line.name,
        finding=FINDINGS[Presence(mark.presence)] if mark else "",
        reason=reason_of(mark) if mark else "",
        signed=signed_of(signature, signature.signed_at, zone) if signature else None,
    )


def reason_of(mark: AttendanceMark) -> str:
    """« arrivée à 9 h 20, transport »: what was said of an absence or of a late arrival."""
    arrived = f"arrivée à {french.hour(mark.arrived_at)}" if mark.arrived_at else ""
    excuse = str(mark.get_excuse_display()) if mark.excuse else ""
    return ", ".join(part for part in (arrived, excuse, mark.note) if part)


def corrections_of(slots: Sequence[int], zone: ZoneInfo) -> list[str]:
    """Those made after the lock, with the value before: nothing is overwritten."""
    rows = AttendanceMark.objects.filter(slot__in=slots, after_lock=True).select_related(
        "slot", "enrolment__person", "marked_by", "supersedes"
    )
    return [
        f"{f'{half_of(mark.slot).capitalize()}, ' if len(slots) > 1 else ''}{_corrected(mark, zone)}"
        for mark in rows.order_by("slot__day", "slot__start", "pk")
    ]


def half_of(slot: Slot) -> str:
    """« lundi 7 décembre 2026, matin »."""
    return f"{french.day(slot.day)}, {slot.get_half_display()}"


def _corrected(mark: AttendanceMark, zone: ZoneInfo) -> str:
    before = mark.supersedes.get_presence_display() if mark.supersedes else "sans constat"
    at = french.day_and_hour(french.local(mark.marked_at, zone))
    return (
        f"{mark.enrolment.person.full_name} : « {before} » devient « {mark.get_presence_display()} », "
        f"par {mark.marked_by.full_name}, le {at}. Raison : {mark.correction_reason}"
    )
