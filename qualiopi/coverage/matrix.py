"""Sessions by indicators: what is held out of what is expected. As many queries for one session as for a thousand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from lms_onboarding.people.models import ProviderSettings
from qualiopi.indicators.collectors import collect
from qualiopi.indicators.frame import Frame, Group, frame_of
from qualiopi.indicators.kinds import Kind, kinds
from qualiopi.indicators.pieces import Piece
from qualiopi.referential import Grid, Profile, applicability

from .expecting import Unit, expected_of
from .models import PieceReview, Waiver
from .reviewing import doubts
from .states import Count, State, state_of

TWO_DAYS = 14  # hours: beyond, a course lasts more than two days of seven hours


@dataclass(frozen=True, slots=True)
class Cell:
    """One session and one indicator. `reason` says why it does not apply."""

    state: State
    count: Count
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """Units of one kind that one session should hold by now and does not; `flaws` says what is wrong with those that
    exist and are not enough."""

    kind: Kind
    session: int
    units: tuple[Unit, ...]
    flaws: tuple[str, ...]

    @property
    def due(self) -> datetime:
        return min(unit.due for unit in self.units)


@dataclass(frozen=True)
class Matrix:
    """What a selection holds at `as_of`, under one version of the referential."""

    grid: Grid
    frame: Frame
    cells: Mapping[int, Mapping[int, Cell]]
    lacks: tuple[Lack, ...]
    pieces: tuple[Piece, ...]
    total: Count
    """Each expected piece once, whatever the number of indicators it proves."""

    def of(self, indicator: int) -> Count:
        """What every session together holds for this indicator."""
        return sum((row[indicator].count for row in self.cells.values()), Count())


def matrix_of(
    sessions: "QuerySet[Any]",
    organisation: ProviderSettings,
    grid: Grid,
    *,
    indicators: Iterable[int],
    as_of: datetime,
) -> Matrix:
    """The matrix of these sessions for these indicators, as it was known at `as_of`."""
    frame = frame_of(sessions, organisation, as_of=as_of)
    pieces = tuple(collect(frame))
    aside = _aside(frame, as_of)
    held = _held(pieces, aside)
    waived = _waivers(as_of)
    asked = sorted(set(indicators) & set(grid.indicators))
    cells: dict[int, dict[int, Cell]] = {}
    lacks: list[Lack] = []
    total = Count()
    for group in frame.groups.values():
        counts = {kind.id: _count(kind, group, held, as_of, lacks) for kind in kinds().values() if kind.expected}
        total = sum(counts.values(), total)
        cells[group.pk] = {number: _cell(number, group, grid, counts, waived) for number in asked}
    return Matrix(grid, frame, cells, tuple(lacks), pieces, total)


@dataclass(slots=True)
class _Held:
    """What is held of one kind, by unit: complete, flawed with its note, set aside."""

    complete: set[tuple[int | None, int | None]] = field(default_factory=set)
    flawed: dict[tuple[int | None, int | None], str] = field(default_factory=dict)
    doubted: set[tuple[int | None, int | None]] = field(default_factory=set)


Holdings = Mapping[tuple[str, int | None], _Held]


def _held(pieces: Iterable[Piece], aside: Mapping[tuple[str, str], str]) -> Holdings:
    found: dict[tuple[str, int | None], _Held] = defaultdict(_Held)
    for piece in pieces:
        held, unit = found[piece.kind, piece.session], (piece.enrolment, piece.unit)
        if aside and (piece.key, piece.kind) in aside:
            held.doubted.add(unit)
        elif piece.complete:
            held.complete.add(unit)
        else:
            held.flawed[unit] = piece.note
    return found


NOTHING = _Held()
ELSEWHERE = Cell(State.OUTSIDE, Count(), "se prouve par l’organisme ou par une pièce déposée")
UNTOLD = Cell(State.ABSENT, Count(due=1), "dites si la formation mène à une certification professionnelle")


def _count(kind: Kind, group: Group, holdings: Holdings, as_of: datetime, lacks: list[Lack]) -> Count:
    expected = expected_of(kind, group)
    if not expected.units:
        return Count(excluded=expected.excluded, not_held=expected.not_held)
    held = holdings.get((kind.id, group.pk), NOTHING)
    due = [unit for unit in expected.units if unit.due <= as_of]
    missing = [unit for unit in due if (unit.enrolment, unit.half) not in held.complete]
    keys = [(unit.enrolment, unit.half) for unit in missing]
    if missing:
        notes = sorted({held.flawed[key] for key in keys if held.flawed.get(key)})
        lacks.append(Lack(kind, group.pk, tuple(missing), tuple(notes)))
    return Count(
        held=len(due) - len(missing),
        flawed=sum(key in held.flawed for key in keys),
        doubted=len(held.doubted),
        due=len(due),
        to_come=len(expected.units) - len(due),
        excluded=expected.excluded,
        not_held=expected.not_held,
    )


def _cell(
    number: int, group: Group, grid: Grid, counts: Mapping[str, Count], waived: Mapping[tuple[int, int | None], str]
) -> Cell:
    reason = waived.get((number, group.course)) or waived.get((number, None))
    if reason:
        return Cell(State.NOT_APPLICABLE, Count(), reason)
    answer = applicability(grid.indicators[number], profile_of(group))
    if not answer.applies:
        return Cell(State.NOT_APPLICABLE, Count(), answer.reason)
    proving = [kind for kind in kinds().values() if kind.expected and number in kind.first]
    if not proving:
        return UNTOLD if "certifying" in answer.unknown else ELSEWHERE
    count = sum((counts[kind.id] for kind in proving), Count())
    state = state_of(count)
    return Cell(state, count, "aucune pièce n’est attendue de cette session" if state is State.NOT_APPLICABLE else "")


def profile_of(group: Group) -> Profile:
    """The action as the referential sees it. A certification nobody wrote and nobody waived stays unknown."""
    return Profile(
        certifying=True if group.certification.strip() else None,
        over_two_days=group.hours > TWO_DAYS if group.hours else None,
        remote=group.modality != "onsite",
    )


def _aside(frame: Frame, as_of: datetime) -> dict[tuple[str, str], str]:
    reviews = PieceReview.objects.filter(session__in=frame.sessions.order_by().values("pk"), reviewed_at__lte=as_of)
    return doubts(reviews.filter(superseded_at__isnull=True))


def _waivers(as_of: datetime) -> dict[tuple[int, int | None], str]:
    rows = Waiver.objects.filter(declared_at__lte=as_of, ended_at__isnull=True)
    return {(one.indicator, one.course_id): one.sentence for one in rows}
