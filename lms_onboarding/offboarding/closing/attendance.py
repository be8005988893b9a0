"""Half-days as they were really followed, learner by learner, in two queries whatever their number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from lms_onboarding.common.calendar import wall_clock
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.progress.enums import Presence
from lms_onboarding.progress.models import AttendanceMark
from lms_onboarding.sessions.models import Session, Slot

FOLLOWED = (Presence.PRESENT, Presence.LATE)


@dataclass(frozen=True, slots=True)
class Half:
    """One half-day for one learner; `presence` is "" while nobody found anything: it is not a presence."""

    day: date
    start: time
    end: time
    half: str
    subject: str
    presence: str
    minutes: int  # really followed

    @property
    def is_followed(self) -> bool:
        return self.presence in FOLLOWED

    @property
    def is_missed(self) -> bool:
        return self.presence in (Presence.ABSENT, Presence.EXCUSED)


@dataclass(frozen=True)
class Attendance:
    """`halves` are those of the session, in the order of time."""

    halves: tuple[Half, ...] = ()

    @property
    def followed(self) -> tuple[Half, ...]:
        return tuple(one for one in self.halves if one.is_followed)

    @property
    def missed(self) -> tuple[Half, ...]:
        return tuple(one for one in self.halves if one.is_missed)

    @property
    def unknown(self) -> int:
        return sum(not one.presence for one in self.halves)

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.halves)


def attendance_in(session: Session, learners: Iterable[Enrolment], *, zone: ZoneInfo) -> dict[int, Attendance]:
    """By enrolment. Somebody who left counts until the day they left."""
    slots = list(Slot.objects.filter(session=session).order_by("day", "start"))
    marks = AttendanceMark.objects.current().filter(enrolment__session=session)
    found = {
        (mark.slot_id, mark.enrolment_id): mark for mark in marks.only("slot", "enrolment", "presence", "arrived_at")
    }
    return {
        one.pk: Attendance(
            tuple(
                _half(slot, found.get((slot.pk, one.pk)), zone)
                for slot in slots
                if _was_expected(one, slot, zone) or (slot.pk, one.pk) in found
            )
        )
        for one in learners
    }


def _was_expected(learner: Enrolment, slot: Slot, zone: ZoneInfo) -> bool:
    starts, ends = (_at(slot, hour, zone) for hour in (slot.start, slot.end))
    late = learner.confirmed_at is not None and learner.confirmed_at > ends
    return not late and (learner.ended_at is None or learner.ended_at > starts)


def _half(slot: Slot, mark: AttendanceMark | None, zone: ZoneInfo) -> Half:
    presence = str(mark.presence) if mark else ""
    starts, ends = _at(slot, slot.start, zone), _at(slot, slot.end, zone)
    if mark is not None and presence == Presence.LATE and mark.arrived_at:
        starts = min(max(starts, _at(slot, mark.arrived_at, zone)), ends)
    minutes = int((ends - starts).total_seconds()) // 60 if presence in FOLLOWED else 0
    label = str(slot.get_half_display())
    return Half(slot.day, slot.start, slot.end, label, slot.subject, presence, minutes)


def _at(slot: Slot, hour: time, zone: ZoneInfo) -> datetime:
    return wall_clock(slot.day, hour, zone)
