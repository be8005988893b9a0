"""Figures for the yearly statement (bilan pédagogique et financier): hours really lived, by course and by type.

They come from attendance, half-day by half-day: what was planned is told beside, and never counted as done.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from lms_onboarding.common.calendar import local_date, wall_clock
from lms_onboarding.common.tabular import Cell
from lms_onboarding.progress.enums import Presence
from lms_onboarding.progress.models import AttendanceMark, AttendanceSheet
from lms_onboarding.sessions.models import SessionTrainer, Slot

LEARNERS: Final = (
    *("exercice du", "au", "formation", "certifiante", "type de stagiaire", "financeur", "stagiaires"),
    *("heures-stagiaires réalisées", "dont à distance", "dont contresignées", "heures-stagiaires prévues"),
    "dont sans constat",
)
TRAINERS: Final = ("exercice du", "au", "personne qui forme", "sessions", "heures de session", "dont à distance")
COMPANY, ALONE, TOTAL = "envoyé par une entreprise", "sans entreprise connue", "total"
PLACES: Final = (
    *("pk", "day", "start", "end", "remote", "locked"),
    *(
        "session__course__title",
        "session__course__certification",
        "session__enrolments",
        "session__enrolments__person",
    ),
    *("session__enrolments__company", "session__enrolments__funder__name"),
    *("session__enrolments__confirmed_at", "session__enrolments__ended_at"),
)
Key = tuple[str, str, str, str]
"""Course, whether it certifies, type of trainee, funder."""


@dataclass(slots=True)
class Line:
    """Minutes, and the persons who lived some of them."""

    people: set[int] = field(default_factory=set)
    done: int = 0
    remote: int = 0
    signed: int = 0
    planned: int = 0
    unknown: int = 0

    def add(self, other: "Line") -> None:
        self.people |= other.people
        self.done += other.done
        self.remote += other.remote
        self.signed += other.signed
        self.planned += other.planned
        self.unknown += other.unknown


@dataclass(frozen=True, slots=True)
class _Half:
    """One half-day and one place in it."""

    starts: datetime
    ends: datetime
    day: date
    remote: bool
    locked: bool

    def minutes(self, arrived: time | None, zone: ZoneInfo) -> int:
        start = self.starts
        if arrived is not None:
            start = min(max(wall_clock(self.day, arrived, zone), start), self.ends)
        return int((self.ends.timestamp() - start.timestamp()) // 60)


def learners(first: date, last: date, *, zone: ZoneInfo, now: datetime) -> dict[Key, Line]:
    """What the trainees of half-days between these days lived, as known now. Two queries, whatever their number."""
    found: dict[Key, Line] = {}
    marks = _marks(first, last)
    rows = Slot.objects.filter(day__gte=first, day__lte=min(last, local_date(now, zone)))
    rows = rows.filter(session__cancelled_at__isnull=True, session__enrolments__isnull=False)
    rows = rows.annotate(locked=Exists(AttendanceSheet.objects.filter(slot=OuterRef("pk"))))
    for row in rows.order_by("pk", "session__enrolments").values_list(*PLACES).iterator(chunk_size=5000):
        slot, day, start, end, remote, locked, title, certification, place, person, company, funder, sure, left = row
        half = _Half(wall_clock(day, start, zone), wall_clock(day, end, zone), day, remote, locked)
        presence, arrived = marks.get((slot, place), ("", None))
        had_a_place = sure is not None and sure <= half.ends and (left is None or left > half.starts)
        if half.starts <= now and (presence or had_a_place):
            key = (title, "oui" if certification.strip() else "non", COMPANY if company else ALONE, funder or "")
            found.setdefault(key, Line()).add(_lived(half, presence, arrived, person, zone))
    return found


def _lived(half: _Half, presence: str, arrived: time | None, person: int, zone: ZoneInfo) -> Line:
    line = Line(planned=half.minutes(None, zone))
    if not presence:
        line.unknown = line.planned
    elif presence in (Presence.PRESENT, Presence.LATE):
        line.people = {person}
        line.done = half.minutes(arrived if presence == Presence.LATE else None, zone)
        line.remote = line.done if half.remote else 0
        line.signed = line.done if half.locked else 0
    return line


def _marks(first: date, last: date) -> Mapping[tuple[int, int], tuple[str, time | None]]:
    """The finding that stands for each half-day and place."""
    rows = AttendanceMark.objects.filter(slot__day__gte=first, slot__day__lte=last, superseded_at__isnull=True)
    columns = ("slot_id", "enrolment_id", "presence", "arrived_at")
    return {(slot, place): (said, at) for slot, place, said, at in rows.values_list(*columns)}


def learner_rows(found: Mapping[Key, Line], first: date, last: date) -> Iterator[list[Cell]]:
    """One line a course, type and funder; then the total, where a person counts once."""
    total = Line()
    for key, line in sorted(found.items()):
        total.add(line)
        yield [first, last, *key, *_cells(line)]
    yield [first, last, TOTAL, "", "", "", *_cells(total)]


def _cells(line: Line) -> list[Cell]:
    minutes = (line.done, line.remote, line.signed, line.planned, line.unknown)
    return [len(line.people), *(hours(one) for one in minutes)]


def hours(minutes: int) -> float:
    """Hours to the hundredth, as a spreadsheet adds them."""
    return round(minutes / 60, 2)


def trainer_rows(first: date, last: date, *, zone: ZoneInfo, now: datetime) -> Iterator[list[Cell]]:
    """Countersigned half-days of the sessions that each person runs: somebody led each of them. Two queries."""
    locked = AttendanceSheet.objects.filter(
        slot__day__gte=first, slot__day__lte=last, countersigned_at__lte=now, slot__session__cancelled_at__isnull=True
    )
    columns = ("trainer", "slot__session", "slot__day", "slot__start", "slot__end", "slot__remote")
    done: dict[int, tuple[set[int], list[int]]] = {}
    for person, session, day, start, end, remote in locked.values_list(*columns):
        sessions, minutes = done.setdefault(person, (set(), [0, 0]))
        sessions.add(session)
        length = _Half(wall_clock(day, start, zone), wall_clock(day, end, zone), day, remote, True).minutes(None, zone)
        minutes[0] += length
        minutes[1] += length if remote else 0
    names = _names(done)
    for person in sorted(done, key=lambda pk: names.get(pk, "")):
        sessions, (length, remote) = done[person]
        yield [first, last, names.get(person, ""), len(sessions), hours(length), hours(remote)]


def _names(people: Mapping[int, object]) -> dict[int, str]:
    rows = SessionTrainer.objects.filter(person__in=list(people)).select_related("person")
    return {one.person_id: one.person.full_name for one in rows}
