"""What pieces are hung on: sessions, their half-days and their enrolments as they were at a moment. Six queries."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from courses.services import roles_served
from lms_onboarding.common.calendar import wall_clock
from lms_onboarding.common.postal import city_of
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session, SessionTrainer, Slot
from qualiopi.registers.models import Complaint

LEFT = (EnrolmentState.ABANDONED, EnrolmentState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Learner:
    """One enrolment. `left_at` is when it was abandoned or cancelled; `was_invited`: it was not final at first."""

    pk: int
    session: int
    person: int
    confirmed_at: datetime | None
    left_at: datetime | None
    was_invited: bool
    studies: bool = True
    """Lessons are online for their role."""

    def is_active_at(self, moment: datetime) -> bool:
        """Expected to hold what is due at `moment`: confirmed, and not gone before it."""
        return self.confirmed_at is not None and (self.left_at is None or self.left_at > moment)


@dataclass(frozen=True, slots=True)
class Half:
    """One half-day, with its two moments."""

    pk: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """One session and all that hangs on it. `hours` is the length of its course, 0 when it is not told."""

    pk: int
    code: str
    title: str
    course: int
    modality: str
    starts_at: datetime | None
    ends_at: datetime | None
    referent: int | None
    certification: str
    hours: float
    trainers: tuple[int, ...]
    halves: tuple[Half, ...]
    learners: tuple[Learner, ...]
    facts: int = 0
    """Entries of the register about it."""
    site: str = ""
    """Town where it takes place, or the address when no town is told; nothing for a session at a distance."""
    subcontracted: bool = False
    """Somebody else runs it for the house."""


@dataclass(frozen=True)
class Frame:
    """A selection of sessions at `as_of`: what was written later is not seen."""

    sessions: "QuerySet[Session]"
    as_of: datetime
    groups: Mapping[int, Group]
    session_of: Mapping[int, int]
    """Session of each enrolment."""

    def __bool__(self) -> bool:
        return bool(self.groups)


COLUMNS = (
    *("pk", "code", "course__title", "course_id", "modality", "starts_at", "ends_at", "referent_id"),
    *("course__certification", "course__hours", "venue", "subcontractor"),
)


def frame_of(
    sessions: "QuerySet[Session]",
    organisation: ProviderSettings,
    *,
    as_of: datetime,
    people: frozenset[int] = frozenset(),
) -> Frame:
    """Load what pieces hang on, for the standing sessions of this selection; their learners, or these people alone.
    Six queries, whatever their number."""
    standing = sessions.filter(cancelled_at__isnull=True).order_by("starts_at", "pk")
    ids = standing.order_by().values("pk")
    halves, trainers, learners = _halves(ids, organisation), _trainers(ids), _learners(ids, as_of, people)
    facts = Counter(
        Complaint.objects.filter(session__in=ids, received_at__lte=as_of).values_list("session", flat=True)
    )
    groups: dict[int, Group] = {}
    for row in standing.values_list(*COLUMNS):
        pk, code, title, course, modality, starts, ends, referent, certification, hours, venue, given = row
        told = (pk, code, title, course, modality, starts, ends, referent, certification, float(hours or 0))
        hung = (tuple(trainers[pk]), tuple(halves[pk]), tuple(learners[pk]), facts[pk])
        site = city_of(venue) or venue.strip()
        groups[pk] = Group(*told, *hung, site, bool(given.strip()))
    session_of = {one.pk: group.pk for group in groups.values() for one in group.learners}
    return Frame(standing, as_of, groups, session_of)


def _halves(ids: "QuerySet[Any, Any]", organisation: ProviderSettings) -> dict[int, list[Half]]:
    found: dict[int, list[Half]] = defaultdict(list)
    rows = (
        Slot.objects.filter(session__in=ids)
        .order_by("day", "start")
        .values_list("session", "pk", "day", "start", "end")
    )
    for session, pk, day, start, end in rows:
        zone = organisation.zone
        found[session].append(Half(pk, wall_clock(day, start, zone), wall_clock(day, end, zone)))
    return found


def _trainers(ids: "QuerySet[Any, Any]") -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = SessionTrainer.objects.filter(session__in=ids).order_by("position", "pk")
    for session, person in rows.values_list("session", "person"):
        found[session].append(person)
    return found


def _learners(ids: "QuerySet[Any, Any]", as_of: datetime, people: frozenset[int]) -> dict[int, list[Learner]]:
    found: dict[int, list[Learner]] = defaultdict(list)
    rows = Enrolment.objects.filter(session__in=ids, created_at__lte=as_of).order_by("pk")
    rows = rows.filter(person__in=people) if people else rows
    columns = ("pk", "session", "person", "role", "state", "created_at", "confirmed_at", "ended_at")
    served = roles_served()
    for pk, session, person, role, state, created, confirmed, ended in rows.values_list(*columns):
        gone = ended if state in LEFT and ended is not None and ended <= as_of else None
        sure = confirmed if confirmed is not None and confirmed <= as_of else None
        invited = sure is None or sure > created
        found[session].append(Learner(pk, session, person, sure, gone, invited, role in served))
    return found
