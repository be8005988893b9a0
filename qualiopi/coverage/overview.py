"""What the quality portal shows of a selection: the lines of one page, the totals of all, what is missing first.

Few sessions are read as of now; of many, those of the page are, and the others stand as they were last looked at.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session, SessionTrainer
from qualiopi.indicators.frame import Group
from qualiopi.indicators.kinds import Kind, kinds
from qualiopi.referential import Grid, Profile

from .cells import Cell, Judge, profile, profile_of
from .gaps import is_major_only, names_of, owner_of
from .matrix import matrix_of, waivers_at
from .models import SessionStanding
from .standings import Owing, owing_of, owings
from .states import Count

LIVE: Final = 60  # sessions: up to there, everything is read as of now


@dataclass(frozen=True, slots=True)
class Facts:
    """One session and what it holds, whatever the version."""

    pk: int
    code: str
    title: str
    course: int
    action: Profile
    referent: int | None
    counts: Mapping[str, Count]
    lacks: tuple[Owing, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """One lot of pieces that a session owes."""

    session: int
    code: str
    title: str
    kind: Kind
    owing: Owing
    indicators: tuple[int, ...]
    major_only: bool
    referent: int | None

    @property
    def words(self) -> str:
        return self.kind.title if self.owing.units == 1 else self.kind.plural


@dataclass
class Overview:
    """`cells` of the sessions of the page; `totals` and `missing` of the whole selection, the gravest and the latest
    first. `waiting` sessions were never looked at; `oldest` is the oldest look, None when all is of now."""

    cells: dict[int, Mapping[int, Cell]] = field(default_factory=dict)
    totals: dict[int, Count] = field(default_factory=dict)
    total: Count = field(default_factory=Count)
    missing: list[Missing] = field(default_factory=list)
    waiting: int = 0
    oldest: datetime | None = None

    def late(self, now: datetime) -> int:
        return sum(one.owing.due <= now for one in self.missing)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which version, which of its indicators, at which moment."""

    grid: Grid
    indicators: Sequence[int]
    now: datetime


def shown_indicators(grid: Grid) -> list[int]:
    """Those that sessions prove: the columns of the matrix. The others are proved by the house."""
    owed = {number for kind in kinds().values() if kind.expected for number in kind.first}
    return [number for number, one in grid.indicators.items() if number in owed or one.needs_certifying]


def overview(
    selection: "QuerySet[Session]", page: Sequence[int], organisation: ProviderSettings, asked: Asked, *, count: int
) -> Overview:
    """The overview of `selection`, `count` sessions, of which those of `page` are listed. As many queries whatever
    their number."""
    live = selection if count <= LIVE else Session.objects.filter(pk__in=page)
    told = Overview()
    facts = list(_facts_of_now(live, organisation, asked))
    if count > LIVE:
        facts += _facts_kept(selection, {one.pk for one in facts}, told)
        told.waiting = count - len(facts)
    judge, listed = Judge(asked.grid, waivers_at(asked.now)), set(page)
    for one in facts:
        _add(told, one, judge, asked, listed=one.pk in listed)
    told.missing.sort(key=lambda one: (not one.major_only, one.owing.due, one.session, one.kind.id))
    return told


def with_owners(shown: Sequence[Missing], organisation: ProviderSettings) -> Iterator[tuple[Missing, str]]:
    """Each with the name of who owes it. Two queries."""
    owners = owners_of(shown, organisation)
    names = names_of({one for one in owners if one})
    for one, owner in zip(shown, owners, strict=True):
        yield one, names.get(owner, organisation.name) if owner else organisation.name


def owners_of(shown: Sequence[Missing], organisation: ProviderSettings) -> list[int | None]:
    """The person who owes each. One query."""
    trainers: dict[int, list[int]] = {}
    rows = SessionTrainer.objects.filter(session__in={one.session for one in shown}).order_by("position", "pk")
    for session, person in rows.values_list("session_id", "person_id"):
        trainers.setdefault(session, []).append(person)
    return [
        owner_of(one.kind.owner, tuple(trainers.get(one.session, ())), one.referent, organisation) for one in shown
    ]


def _facts_of_now(sessions: "QuerySet[Session]", organisation: ProviderSettings, asked: Asked) -> Iterator[Facts]:
    matrix = matrix_of(sessions, organisation, asked.grid, indicators=(), as_of=asked.now)
    owed: dict[int, list[Owing]] = {pk: [] for pk in matrix.frame.groups}
    for lack in (*matrix.lacks, *matrix.coming):
        owed[lack.session] += owings([lack])
    for pk, group in matrix.frame.groups.items():
        yield _facts(group, matrix.counts[pk], owed[pk])


def _facts(group: Group, counts: Mapping[str, Count], lacks: Iterable[Owing]) -> Facts:
    where = (group.pk, group.code, group.title, group.course)
    return Facts(*where, profile_of(group), group.referent, counts, tuple(lacks))


def _facts_kept(selection: "QuerySet[Session]", known: set[int], told: Overview) -> Iterator[Facts]:
    rows = SessionStanding.objects.filter(session__in=selection.order_by().values("pk"))
    columns = (
        *("pk", "session__code", "session__course__title", "session__course_id", "session__referent_id"),
        *("session__course__certification", "session__course__hours", "session__modality"),
        "session__subcontractor",
        *("counts", "lacks", "checked_at"),
    )
    for pk, code, title, course, referent, leads, hours, modality, given, counts, lacks, at in rows.values_list(
        *columns
    ):
        if pk in known:
            continue
        told.oldest = min(told.oldest or at, at)
        action = profile(leads, float(hours or 0), modality, subcontracts=bool(given.strip()))
        held = {kind: Count(*numbers) for kind, numbers in counts.items()}
        yield Facts(pk, code, title, course, action, referent, held, tuple(owing_of(one) for one in lacks))


def _add(told: Overview, one: Facts, judge: Judge, asked: Asked, *, listed: bool) -> None:
    cells = {number: judge.cell(number, one.course, one.action, one.counts) for number in asked.indicators}
    if listed:
        told.cells[one.pk] = cells
    for number, cell in cells.items():
        told.totals[number] = told.totals.get(number, Count()) + cell.count
    proved = {kind.id for number, cell in cells.items() if cell.count.due for kind in judge.proving(number)}
    told.total = sum((one.counts[kind] for kind in proved & one.counts.keys()), told.total)
    for owing in one.lacks:
        kind = kinds().get(owing.kind)
        if kind is None:  # a kind of a version of the software that is gone
            continue
        numbers = tuple(number for number in kind.first if number in cells and _counts(cells[number]))
        if numbers:
            grave = is_major_only(asked.grid, numbers)
            told.missing.append(Missing(one.pk, one.code, one.title, kind, owing, numbers, grave, one.referent))


def _counts(cell: Cell) -> bool:
    """Whether what this cell lacks is asked for: by now, or later."""
    return bool(cell.count.due or cell.count.to_come)
