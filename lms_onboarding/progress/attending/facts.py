"""What attendance says of many enrolments at one instant: one query, whatever their number."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from lms_onboarding.common.calendar import PARIS, local_date, wall_clock
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.progress.enums import Presence
from lms_onboarding.progress.models import AttendanceMark, AttendanceSheet, AttendanceSignature
from lms_onboarding.sessions.models import Slot

from .windows import Window

CHUNK: Final = 2000


@dataclass(frozen=True, slots=True)
class Absence:
    """An absence that nobody excused, as known at the instant asked."""

    slot: int
    day: date
    start: time
    noted_at: datetime


@dataclass(slots=True)
class AttendanceFacts:
    """Half-days begun at the instant asked, while this person had a place. `unknown` have no finding yet: they are
    neither presences nor absences. Minutes are really lived ones; those of a late arrival count from its hour."""

    planned: int = 0
    present: int = 0
    late: int = 0
    absent: int = 0
    excused: int = 0
    unknown: int = 0
    signed: int = 0
    countersigned: int = 0
    minutes_planned: int = 0
    minutes_realised: int = 0
    minutes_remote: int = 0  # of those realised
    absences: list[Absence] = field(default_factory=list)

    @property
    def attended(self) -> int:
        return self.present + self.late

    @property
    def hours_realised(self) -> float:
        return self.minutes_realised / 60


def attendance_facts(
    enrolments: Collection[int] | QuerySet[Enrolment], *, as_of: datetime, zone: ZoneInfo = PARIS
) -> dict[int, AttendanceFacts]:
    """By primary key of enrolment; one that has no half-day begun has facts at zero. One query."""
    rows = _rows(enrolments, as_of, zone)
    facts: dict[int, AttendanceFacts] = {}
    if not isinstance(enrolments, QuerySet):
        facts = {pk: AttendanceFacts() for pk in enrolments}
    for row in rows:
        _add(facts.setdefault(row["enrolment"], AttendanceFacts()), row, as_of, zone)
    return facts


def _rows(
    enrolments: Collection[int] | QuerySet[Enrolment], as_of: datetime, zone: ZoneInfo
) -> Iterable[dict[str, Any]]:
    """One row per enrolment and half-day of its session up to that day."""
    wanted: Any = enrolments.values("pk") if isinstance(enrolments, QuerySet) else list(enrolments)
    own = {"slot": OuterRef("pk"), "enrolment": OuterRef("session__enrolments")}
    known = Q(superseded_at__isnull=True) | Q(superseded_at__gt=as_of)
    marks = AttendanceMark.objects.filter(known, **own, marked_at__lte=as_of).order_by("-pk")
    locked = AttendanceSheet.objects.filter(slot=OuterRef("pk"), countersigned_at__lte=as_of)
    return (
        Slot.objects.filter(
            session__enrolments__in=wanted, day__lte=local_date(as_of, zone), session__cancelled_at__isnull=True
        )
        .annotate(
            enrolment=F("session__enrolments"),
            confirmed_at=F("session__enrolments__confirmed_at"),
            ended_at=F("session__enrolments__ended_at"),
            presence=Subquery(marks.values("presence")[:1]),
            arrived_at=Subquery(marks.values("arrived_at")[:1]),
            noted_at=Subquery(marks.values("marked_at")[:1]),
            signed=Exists(AttendanceSignature.objects.filter(**own, signed_at__lte=as_of)),
            locked=Exists(locked),
        )
        .order_by("enrolment", "day", "start")
        .values(
            *("pk", "day", "start", "end", "remote", "enrolment", "confirmed_at", "ended_at"),
            *("presence", "arrived_at", "noted_at", "signed", "locked"),
        )
        .iterator(chunk_size=CHUNK)
    )


def _add(facts: AttendanceFacts, row: dict[str, Any], as_of: datetime, zone: ZoneInfo) -> None:
    window = Window(wall_clock(row["day"], row["start"], zone), wall_clock(row["day"], row["end"], zone))
    presence = row["presence"]
    if window.starts > as_of or (presence is None and not _had_a_place(row, window)):
        return
    facts.planned += 1
    facts.minutes_planned += window.minutes
    facts.signed += row["signed"]
    facts.countersigned += row["locked"]
    name = str(presence) if presence else "unknown"
    setattr(facts, name, getattr(facts, name) + 1)
    if presence in (Presence.PRESENT, Presence.LATE):
        lived = window.minutes_from(row["arrived_at"] if presence == Presence.LATE else None)
        facts.minutes_realised += lived
        facts.minutes_remote += lived if row["remote"] else 0
    elif presence == Presence.ABSENT:
        facts.absences.append(Absence(row["pk"], row["day"], row["start"], row["noted_at"]))


def _had_a_place(row: dict[str, Any], window: Window) -> bool:
    confirmed_at, ended_at = row["confirmed_at"], row["ended_at"]
    return confirmed_at is not None and confirmed_at <= window.ends and (ended_at is None or ended_at > window.starts)
