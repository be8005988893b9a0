"""The sheets of a whole session, asked by who trains it: one to sign on paper before, one with what was signed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.printing.page import Imprint
from lms_onboarding.documents.services import Order
from lms_onboarding.enrolments.enums import ONCE_PLACED
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.people.services import on_paper, provider
from lms_onboarding.progress.enums import Presence
from lms_onboarding.progress.models import AttendanceMark, AttendanceSheet, AttendanceSignature
from lms_onboarding.sessions.models import Session, Slot

from .refusals import AttendanceRefused, NotTheirSession
from .roster import is_expected, leads
from .session_pdf import Box, Column, Learner, SessionSheet, draw_session_sheet
from .sheets import KIND, corrections_of, half_of, reason_of, signed_of, tool_of
from .versions import issue_version
from .windows import Window, window_of

FINDINGS: Final[Mapping[Presence, str]] = {  # a signature needs no more words; the others do
    Presence.LATE: "retard",
    Presence.ABSENT: "absence non excusée",
    Presence.EXCUSED: "absence excusée",
}
Place = Callable[[Enrolment, Slot], Box]


def issue_session_sheet(session: Session, *, author: Person, now: datetime) -> IssuedDocument:
    """Every half-day of the session with what was signed and found at `now`; asked again with nothing new, the same.

    Raises NotTheirSession, AttendanceRefused when there is nobody or no half-day yet, or a name cannot be printed.
    """
    organisation, slots = _asked(session, author), list(_slots(session))
    boxes = _Found(session, organisation)
    learners = [one for one in _learners(session) if any(not boxes(one, slot).outside for slot in slots)]
    kind = _("Feuille d’émargement de la session")
    sheet = _sheet(session, organisation, kind, slots, learners, boxes, now=now)
    return _issue(session, f"attendance/session/{session.pk}", sheet, now=now)


def issue_paper_sheet(session: Session, *, author: Person, now: datetime) -> IssuedDocument:
    """The half-days on site that are still to come, with every name and an empty box: to print, and sign by hand.

    Raises NotTheirSession, AttendanceRefused when no half-day is left to sign on paper, or a name cannot be printed.
    """
    organisation = _asked(session, author)
    windows = {slot: window_of(slot, organisation.zone) for slot in _slots(session).filter(remote=False)}
    slots = [slot for slot, window in windows.items() if window.ends > now]
    if not slots:
        raise AttendanceRefused(
            _(
                "Aucune demi-journée sur place n’est à venir : il n’y a rien à signer sur papier. À distance, chacun "
                "signe par son lien personnel ou le portail."
            )
        )

    def empty(one: Enrolment, slot: Slot) -> Box:
        return Box(outside=not is_expected(one, slot, windows[slot]))

    learners = [one for one in _learners(session) if any(not empty(one, slot).outside for slot in slots)]
    kind = _("Feuille d’émargement à signer")
    sheet = _sheet(session, organisation, kind, slots, learners, empty, now=now)
    return _issue(session, f"attendance/paper/{session.pk}", sheet, now=now)


def sheets_of_session(session: Session) -> list[IssuedDocument]:
    """What was issued for the whole session, newest first, replaced ones included."""
    rows = IssuedDocument.objects.filter(kind=KIND, about=f"session/{session.pk}")
    return list(rows.select_related("blob", "superseded_by").order_by("-issued_at", "-pk"))


def _asked(session: Session, author: Person) -> ProviderSettings:
    if not leads(author, session):
        raise NotTheirSession
    return provider()


def _slots(session: Session) -> QuerySet[Slot]:
    return Slot.objects.filter(session=session).order_by("day", "start")


def _learners(session: Session) -> list[Enrolment]:
    """Who had a place, or signed, or was marked, by name."""
    placed = Q(state__in=ONCE_PLACED)
    known = Q(Exists(AttendanceMark.objects.filter(enrolment=OuterRef("pk")))) | Q(
        Exists(AttendanceSignature.objects.filter(enrolment=OuterRef("pk")))
    )
    rows = Enrolment.objects.filter(session=session).filter(placed | known).select_related("person")
    return list(rows.order_by("person__last_name", "person__first_name", "pk"))


class _Found:
    """What was signed and found, box by box: two queries for the whole session."""

    def __init__(self, session: Session, organisation: ProviderSettings) -> None:
        marks = AttendanceMark.objects.current().filter(slot__session=session)
        signatures = AttendanceSignature.objects.filter(slot__session=session)
        self._marks = {(one.enrolment_id, one.slot_id): one for one in marks}
        self._signatures = {(one.enrolment_id, one.slot_id): one for one in signatures}
        self._windows: dict[int, Window] = {}
        self._zone = organisation.zone

    def __call__(self, one: Enrolment, slot: Slot) -> Box:
        mark, signature = self._marks.get((one.pk, slot.pk)), self._signatures.get((one.pk, slot.pk))
        if mark is None and signature is None:
            window = self._windows.setdefault(slot.pk, window_of(slot, self._zone))
            return Box(outside=not is_expected(one, slot, window))
        return Box(
            signed=signed_of(signature, signature.signed_at, self._zone) if signature else None,
            finding=_finding(mark, signed=signature is not None),
            reason=reason_of(mark) if mark else "",
        )


def _finding(mark: AttendanceMark | None, *, signed: bool) -> str:
    if mark is None:
        return _("sans constat")
    presence = Presence(mark.presence)
    if presence == Presence.PRESENT:
        return "" if signed else _("présence constatée")
    return FINDINGS[presence]


def _sheet(  # noqa: PLR0913 - one document, all of what it says
    session: Session,
    organisation: ProviderSettings,
    kind: str,
    slots: Sequence[Slot],
    learners: Sequence[Enrolment],
    box: Place,
    *,
    now: datetime,
) -> SessionSheet:
    if not slots or not learners:
        raise AttendanceRefused(
            _("Personne n’est attendu : la feuille se fera une fois connus les dates et les inscrits.")
        )
    zone = organisation.zone
    locked = {
        one.slot_id: one
        for one in AttendanceSheet.objects.filter(slot__in=slots).select_related("trainer", "document")
    }
    trainers = _trainers(session, organisation)
    return SessionSheet(
        provider=on_paper(organisation, now=now),
        imprint=Imprint(kind, "", now, zone=zone.key),
        course=str(session.programme.get("title") or session.course.title),
        session=f"{session.code}, {french.period(slots[0].day, slots[-1].day)}",
        zone=zone.key,
        place=", ".join(part for part in (session.venue, session.room) if part)
        if any(not slot.remote for slot in slots)
        else "",
        tool=tool_of(session) if any(slot.remote for slot in slots) else "",
        columns=tuple(_column(slot, locked.get(slot.pk), trainers, organisation) for slot in slots),
        learners=tuple(Learner(_name(one.person), tuple(box(one, slot) for slot in slots)) for one in learners),
        observations=tuple(
            f"{half_of(slot).capitalize()} : {locked[slot.pk].observation}"
            for slot in slots
            if slot.pk in locked and locked[slot.pk].observation
        ),
        corrections=tuple(corrections_of([slot.pk for slot in slots], zone)),
    )


def _name(person: Person) -> str:
    """« BERTHIER Inès »: the order of the sheet is that of last names."""
    return f"{person.last_name.upper()} {person.first_name}".strip()


def _trainers(session: Session, organisation: ProviderSettings) -> str:
    names = [one.person.full_name for one in session.trainers.select_related("person")]
    referent = session.referent or organisation.pedagogical_referent
    return french.listing(names) or (referent.full_name if referent else "")


def _column(slot: Slot, sheet: AttendanceSheet | None, trainers: str, organisation: ProviderSettings) -> Column:
    issued = sheet is not None and sheet.document is not None and sheet.issued_revision == sheet.revision
    return Column(
        day=slot.day,
        half=str(slot.get_half_display()),
        start=slot.start,
        end=slot.end,
        where=_("à distance") if slot.remote else _("sur place"),
        trainer=sheet.trainer.full_name if sheet else trainers,
        trainer_signed=signed_of(sheet, sheet.countersigned_at, organisation.zone) if sheet else None,
        number=sheet.document.number if issued and sheet and sheet.document else "",
    )


def _issue(session: Session, series: str, sheet: SessionSheet, *, now: datetime) -> IssuedDocument:
    def draw(number: str, version: str) -> bytes:
        return draw_session_sheet(replace(sheet, imprint=replace(sheet.imprint, number=number, version=version)))

    order = Order(
        key=series,
        kind=KIND,
        prefix="E",
        title=f"{sheet.imprint.kind}, {sheet.session}"[:200],
        about=f"session/{session.pk}",
        filename="emargement-session-{number}.pdf",
        data=sheet.as_frozen(),
    )
    return issue_version(order, draw, now=now)
