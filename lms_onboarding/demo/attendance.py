"""Attendance in the demonstration: people sign, come late, are away or excused; trainers countersign and correct."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from lms_onboarding.common.calendar import PARIS
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import Door, ExcuseKind, HelpChannel, Presence
from lms_onboarding.progress.models import AttendanceSheet
from lms_onboarding.progress.services import (
    Finding,
    HelpGiven,
    Line,
    Window,
    countersign,
    drawn,
    issue_sheets,
    lines_of,
    mark_attendance,
    note_help,
    scanned,
    sign_attendance,
    window_of,
    written,
)
from lms_onboarding.sessions.models import Slot

# The hand of nobody: a wave with a stroke over it.
DRAWING: Final = [
    [40, 190, 70, 90, 95, 60, 110, 110, 85, 200, 130, 170, 165, 120, 180, 175, 215, 130, 235, 170, 300, 150, 420, 110],
    [150, 70, 185, 85],
]


@dataclass(frozen=True)
class Case:
    """What is not simply « here, and signed », on the half-day of this rank."""

    presence: Presence
    excuse: ExcuseKind | str = ""
    minutes: int = 0  # late by
    note: str = ""
    signs: bool = False


LATE: Final = Case(Presence.LATE, minutes=25, note="train supprimé", signs=True)
AWAY: Final = Case(Presence.ABSENT)
BUSY: Final = Case(Presence.EXCUSED, ExcuseKind.WORK, note="réunion d’équipe, prévenu la veille")
BATTERY: Final = Case(Presence.PRESENT, minutes=1, note="téléphone déchargé, vu dans la salle")
# By last name, for the sessions beside: half-day (from 0) and what happens then.
BESIDE: Final = {
    "Prigent": {0: AWAY, 1: AWAY},
    "Sarr": {0: LATE},
    "Delamarre": {1: BUSY},
    "Marchand": {0: LATE},
    "Guérin": {0: AWAY},
    "Quéré": {0: AWAY, 1: AWAY},
    "Corre": {0: AWAY},
    "Castel": {0: AWAY},
    "Aubry": {1: BATTERY},
    "Le Bihan": {1: AWAY},
}
# In the main sessions, whoever they are: half-day and rank by name.
MAIN: Final = {(1, 3): BUSY, (0, 4): LATE, (2, 1): BATTERY}
CORRECTED: Final = "Castel"
REASON: Final = "Justificatif de l’employeur reçu dans la matinée."


def attend(day: date, *, since: time, until: datetime) -> None:
    """The half-days of this day that ended after `since` and by `until`: signed, found, countersigned, once."""
    over = Slot.objects.filter(day=day, session__cancelled_at__isnull=True, session__opened_at__isnull=False)
    ended = over.filter(end__gt=since, end__lte=until.astimezone(PARIS).time(), attendance_sheet__isnull=True)
    for slot in ended.select_related("session").order_by("start", "session__code"):
        trainer = slot.session.trainers.select_related("person").first()
        if trainer is not None:
            _held(slot, trainer.person, now=until)


def _held(slot: Slot, trainer: Person, *, now: datetime) -> None:
    window = window_of(slot, PARIS)
    lines = lines_of(slot, window)
    if not lines:
        return
    rank = list(Slot.objects.filter(session=slot.session_id).order_by("day", "start").values_list("pk", flat=True))
    half = rank.index(slot.pk)
    main = not any(line.enrolment.person.last_name in BESIDE for line in lines)
    cases = [_case(line, half, place if main else None) for place, line in enumerate(lines)]
    for place, (line, case) in enumerate(zip(lines, cases, strict=True)):
        if case is None or case.signs:
            _sign(slot, line, place, at=window.starts + timedelta(minutes=case.minutes if case else place % 8 - 3))
    findings = [_finding(line, case, window) for line, case in zip(lines, cases, strict=True)]
    mark_attendance(slot=slot.pk, findings=findings, author=trainer, now=window.starts + timedelta(minutes=30))
    _close(slot, trainer, lines, window)
    issue_sheets(now=now)
    _correct(slot, trainer, lines, now=now)


def _case(line: Line, half: int, place: int | None) -> Case | None:
    if place is not None:
        return MAIN.get((half, place))
    return BESIDE.get(line.enrolment.person.last_name, {}).get(half)


def _sign(slot: Slot, line: Line, place: int, *, at: datetime) -> None:
    """Each in their own way: drawn at a distance, by the code of the room, or by name."""
    person = line.enrolment.person
    if place % 3 == 2:
        signature, door = written(person.full_name, person=person), Door.PORTAL
    elif slot.remote or place % 3 == 0:
        signature, door = drawn(DRAWING), Door.LINK if slot.remote else Door.PORTAL
    else:
        signature, door = scanned(), Door.WALL
    sign_attendance(
        slot=slot.pk, enrolment=line.enrolment.pk, signature=signature, door=door, device="téléphone", now=at
    )


def _finding(line: Line, case: Case | None, window: Window) -> Finding:
    seen = line.mark.pk if line.mark else None
    if case is None:
        return Finding(line.enrolment.pk, Presence.PRESENT, seen=seen)
    arrived = window.starts + timedelta(minutes=case.minutes) if case.minutes else None
    return Finding(
        line.enrolment.pk,
        case.presence,
        excuse=case.excuse,
        arrived_at=arrived.time() if arrived else None,
        note=case.note,
        seen=seen,
    )


def _close(slot: Slot, trainer: Person, lines: Sequence[Line], window: Window) -> None:
    """A minute after the end; at a distance, one question answered by a person is noted."""
    signature = written(trainer.full_name, person=trainer)
    at = window.ends + timedelta(minutes=1)
    observation = "Groupe à l’heure, exercice final reporté à la prochaine fois." if len(lines) > 5 else ""
    countersign(slot=slot.pk, signature=signature, author=trainer, observation=observation, now=at)
    if slot.remote:
        help_given = HelpGiven(
            channel=HelpChannel.VIDEO,
            subject=f"Question sur « {slot.subject} »" if slot.subject else "Question de fin de séance",
            at=window.ends,
            answer="Démonstration refaite en partage d’écran.",
        )
        note_help(enrolment=lines[0].enrolment.pk, given=help_given, author=trainer, now=at)


def _correct(slot: Slot, trainer: Person, lines: Sequence[Line], *, now: datetime) -> None:
    """An absence is excused after the lock: the value before stays, and a second sheet replaces the first."""
    wanted = [line for line in lines if line.enrolment.person.last_name == CORRECTED]
    if not wanted or AttendanceSheet.objects.filter(slot=slot, revision__gt=1).exists():
        return
    window = window_of(slot, PARIS)
    for line in lines_of(slot, window):
        if line.enrolment.pk == wanted[0].enrolment.pk and line.mark and line.mark.presence == Presence.ABSENT:
            finding = Finding(line.enrolment.pk, Presence.EXCUSED, excuse=ExcuseKind.WORK, seen=line.mark.pk)
            mark_attendance(slot=slot.pk, findings=[finding], author=trainer, now=now, reason=REASON)
            issue_sheets(now=now)
