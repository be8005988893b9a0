"""What the house should hold by itself, and holds: the same cells as a session's, for what no session proves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from lms_onboarding.common.calendar import local_date, wall_clock
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.people.models import Organisation, Person, ProviderSettings
from lms_onboarding.sessions.models import Session, SessionTrainer
from qualiopi.indicators.collectors import collect_house
from qualiopi.indicators.collectors.house import funder_unit
from qualiopi.indicators.frame import LEFT, frame_of
from qualiopi.indicators.kinds import HouseRule, HouseUnit, Kind, kinds, manual
from qualiopi.indicators.pieces import Piece
from qualiopi.referential import Grid, applicability
from qualiopi.referential.applying import Profile

from .cells import Cell
from .expecting import Unit
from .gaps import Gap, is_major_only, names_of, owner_of
from .matrix import waivers_at
from .models import PieceReview
from .reviewing import doubts
from .states import Count, State, state_of

UNOWED = "rien n’est attendu de l’organisme"


@dataclass(frozen=True)
class Owed:
    """One piece that the house owes by `due`. `unit` is a trainer, or a funder and a year; None: the house itself."""

    unit: int | None
    due: datetime
    whom: str = ""


@dataclass(frozen=True)
class Line:
    """One owed piece and where it stands; `piece` is the one that was found, enough or not."""

    kind: Kind
    owed: Owed
    state: State
    piece: Piece | None = None
    note: str = ""


@dataclass(frozen=True)
class House:
    """The house at `as_of` under one version: its cells, its lines, every piece it holds."""

    grid: Grid
    as_of: datetime
    cells: Mapping[int, Cell]
    lines: tuple[Line, ...]
    pieces: tuple[Piece, ...]

    @property
    def missing(self) -> list[Line]:
        return [one for one in self.lines if one.state not in (State.PRESENT, State.TO_COME)]


@dataclass
class _Life:
    """What the house lived: its first session, who trains, who paid and in which years."""

    first: datetime | None
    trainers: Mapping[int, str] = field(default_factory=dict)
    funders: Sequence[tuple[int, str, int]] = ()


def house_of(organisation: ProviderSettings, grid: Grid, *, as_of: datetime) -> House:
    """The house as it was known at `as_of`. A constant number of queries."""
    frame = frame_of(Session.objects.none(), organisation, as_of=as_of)
    pieces = tuple(collect_house(frame))
    reviews = PieceReview.objects.filter(session__isnull=True).standing_at(as_of)
    aside, life = doubts(reviews), _life(as_of, organisation)
    lines = [
        _line(kind, owed, pieces, aside, as_of)
        for kind in kinds().values()
        if kind.house is not None and kind.house.since <= grid.audits_from
        for owed in _owed(kind.house, life, organisation, as_of)
    ]
    waived = waivers_at(as_of)
    cells = {number: _cell(number, grid, lines, pieces, waived) for number in grid.indicators}
    shown = [one for one in lines if any(cells[n].state is not State.NOT_APPLICABLE for n in _in(one.kind, grid))]
    return House(grid, as_of, cells, tuple(shown), pieces)


def house_gaps(house: House, organisation: ProviderSettings) -> list[Gap]:
    """What the house owes by now and does not hold, kind by kind, the gravest first. One query."""
    found: dict[str, list[Line]] = {}
    for line in house.missing:
        found.setdefault(line.kind.id, []).append(line)
    owners = {name: owner_of(lines[0].kind.owner, (), None, organisation) for name, lines in found.items()}
    names = names_of({owner for owner in owners.values() if owner})
    gaps = []
    for name, lines in found.items():
        kind, owner = lines[0].kind, owners[name]
        asked = tuple(n for n in _in(kind, house.grid) if house.cells[n].state is not State.NOT_APPLICABLE)
        gaps.append(
            Gap(
                kind=kind,
                session=0,
                session_code="",
                session_title="L’organisme",
                units=tuple(Unit(None, one.owed.unit, one.owed.due) for one in lines),
                flaws=tuple(sorted({", ".join(filter(None, (one.owed.whom, one.note))) for one in lines} - {""})),
                due=min(one.owed.due for one in lines),
                indicators=asked,
                major_only=is_major_only(house.grid, asked),
                owner_id=owner,
                owner=names.get(owner, organisation.name) if owner else organisation.name,
            )
        )
    return sorted(gaps, key=lambda gap: (not gap.major_only, gap.due, gap.kind.id))


def _in(kind: Kind, grid: Grid) -> list[int]:
    return [number for number in kind.first if number in grid.indicators]


def _life(as_of: datetime, organisation: ProviderSettings) -> _Life:
    """Sessions that began by then, who ran them, the funders of who stayed, by year."""
    begun = Session.objects.standing().filter(starts_at__lte=as_of)
    first = begun.order_by("starts_at").values_list("starts_at", flat=True).first()
    if first is None:
        return _Life(None)
    people = SessionTrainer.objects.filter(session__in=begun.values("pk")).values("person")
    trainers = {one.pk: one.full_name for one in Person.objects.filter(pk__in=people).order_by("last_name", "pk")}
    paid = Enrolment.objects.filter(session__in=begun.values("pk"), funder__kind=OrganisationKind.FUNDER)
    paid = paid.exclude(state__in=LEFT)
    rows = paid.order_by().values_list("funder", "session__starts_at").distinct()
    years = {(funder, local_date(at, organisation.zone).year) for funder, at in rows if at is not None}
    names = dict(Organisation.objects.filter(pk__in={funder for funder, _year in years}).values_list("pk", "name"))
    return _Life(first, trainers, sorted((funder, names[funder], year) for funder, year in years))


def _owed(rule: HouseRule, life: _Life, organisation: ProviderSettings, as_of: datetime) -> Iterable[Owed]:
    """Nothing before the first session; a funder of a year is asked before that year ends."""
    if life.first is None:
        return
    due = life.first + timedelta(days=rule.after)
    match rule.unit:
        case HouseUnit.TRAINER:
            for pk, name in life.trainers.items():
                yield Owed(pk, due, name)
        case HouseUnit.FUNDER_YEAR:
            for funder, name, year in life.funders:
                end = wall_clock(date(year + 1, 1, 1), time.min, organisation.zone)
                yield Owed(funder_unit(funder, year), end, f"{name}, {year}")
        case _:
            yield Owed(None, due)


def _line(
    kind: Kind, owed: Owed, pieces: Iterable[Piece], aside: Mapping[tuple[str, str], str], as_of: datetime
) -> Line:
    """The last piece of this unit; too old, altered or doubted, it is there and is not enough."""
    found = [one for one in pieces if one.kind == kind.id and one.unit == owed.unit]
    found.sort(key=lambda one: (one.complete, one.occurred_at, one.key))
    piece = found[-1] if found else None
    if piece is None:
        return Line(kind, owed, State.ABSENT if owed.due <= as_of else State.TO_COME)
    if (piece.key, kind.id) in aside:
        return Line(kind, owed, State.TO_REVIEW, piece, aside[piece.key, kind.id])
    every = kind.house.every if kind.house else 0
    if every and _months_later(piece.occurred_at, every) <= as_of and owed.due <= as_of:
        renewed = Owed(owed.unit, max(owed.due, _months_later(piece.occurred_at, every)), owed.whom)
        return Line(kind, renewed, State.PARTIAL, piece, "à renouveler")
    if not piece.complete:
        return Line(kind, owed, State.PARTIAL if owed.due <= as_of else State.TO_COME, piece, piece.note)
    return Line(kind, owed, State.PRESENT, piece, piece.note)


def _months_later(moment: datetime, months: int) -> datetime:
    years, month = divmod(moment.month - 1 + months, 12)
    return moment.replace(year=moment.year + years, month=month + 1, day=min(moment.day, 28))


def _cell(
    number: int,
    grid: Grid,
    lines: Iterable[Line],
    pieces: Iterable[Piece],
    waived: Mapping[tuple[int, int | None], str],
) -> Cell:
    if reason := waived.get((number, None)):
        return Cell(State.NOT_APPLICABLE, Count(), reason)
    answer = applicability(grid.indicators[number], Profile())
    if not answer.applies:
        return Cell(State.NOT_APPLICABLE, Count(), answer.reason)
    owed = [one for one in lines if number in one.kind.first]
    if not owed:
        given = sum(one.kind == manual(number) and one.complete for one in pieces)
        if given:
            return Cell(State.PRESENT, Count(held=given, due=given))
        return Cell(State.OUTSIDE, Count(), UNOWED)
    count = Count(
        held=sum(one.state is State.PRESENT for one in owed),
        flawed=sum(one.state is State.PARTIAL for one in owed),
        doubted=sum(one.state is State.TO_REVIEW for one in owed),
        due=sum(one.state is not State.TO_COME for one in owed),
        to_come=sum(one.state is State.TO_COME for one in owed),
    )
    return Cell(state_of(count), count)
