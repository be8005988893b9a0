"""Sessions by indicators: what is held out of what is expected. As many queries for one session as for a thousand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from lms_onboarding.people.models import ProviderSettings
from qualiopi.indicators.collectors import collect
from qualiopi.indicators.frame import Frame, Group, frame_of
from qualiopi.indicators.kinds import Kind, kinds
from qualiopi.indicators.pieces import Piece
from qualiopi.referential import Grid

from .cells import Cell, Judge, profile_of
from .expecting import Unit, expected_of
from .models import PieceReview, Waiver
from .reviewing import doubts
from .states import Count

SOON = timedelta(days=30)  # what is due by then and not held is announced


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
    counts: Mapping[int, Mapping[str, Count]]
    """What each session holds of each kind, whatever the version."""
    coming: tuple[Lack, ...]
    """What is due in the next thirty days and not held yet."""

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
    people: frozenset[int] = frozenset(),
) -> Matrix:
    """The matrix of these sessions for these indicators, as it was known at `as_of`; of these people alone, when some
    are named."""
    frame = frame_of(sessions, organisation, as_of=as_of, people=people)
    pieces = tuple(collect(frame))
    aside = aside_of(frame, as_of)
    held = _held(pieces, aside)
    asked = sorted(set(indicators) & set(grid.indicators))
    judge = Judge(grid, waivers_at(as_of))
    owed, counts = _Owed(as_of), {}
    cells: dict[int, dict[int, Cell]] = {}
    for group in frame.groups.values():
        held_here = {kind.id: _count(kind, group, held, owed) for kind in kinds().values() if kind.expected}
        action = profile_of(group)
        counts[group.pk] = held_here
        cells[group.pk] = {number: judge.cell(number, group.course, action, held_here) for number in asked}
    total = sum((one for held_here in counts.values() for one in held_here.values()), Count())
    return Matrix(grid, frame, cells, tuple(owed.lacks), pieces, total, counts, tuple(owed.coming))


@dataclass(slots=True)
class _Owed:
    """What is missing by `as_of`, and what soon will be."""

    as_of: datetime
    lacks: list[Lack] = field(default_factory=list)
    coming: list[Lack] = field(default_factory=list)


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


NOTHING_HELD = _Held()


def _count(kind: Kind, group: Group, holdings: Holdings, owed: _Owed) -> Count:
    expected = expected_of(kind, group)
    if not expected.units:
        return Count(excluded=expected.excluded, not_held=expected.not_held)
    held, as_of = holdings.get((kind.id, group.pk), NOTHING_HELD), owed.as_of
    due = [unit for unit in expected.units if unit.due <= as_of]
    missing = [unit for unit in due if (unit.enrolment, unit.half) not in held.complete]
    keys = [(unit.enrolment, unit.half) for unit in missing]
    if missing:
        notes = sorted({held.flawed[key] for key in keys if held.flawed.get(key)})
        owed.lacks.append(Lack(kind, group.pk, tuple(missing), tuple(notes)))
    if len(due) < len(expected.units):
        soon = [unit for unit in expected.units if as_of < unit.due <= as_of + SOON]
        if open_units := tuple(one for one in soon if (one.enrolment, one.half) not in held.complete):
            owed.coming.append(Lack(kind, group.pk, open_units, ()))
    return Count(
        held=len(due) - len(missing),
        flawed=sum(key in held.flawed for key in keys),
        doubted=len(held.doubted),
        due=len(due),
        to_come=len(expected.units) - len(due),
        excluded=expected.excluded,
        not_held=expected.not_held,
    )


def aside_of(frame: Frame, as_of: datetime) -> dict[tuple[str, str], str]:
    """Pieces set aside, by source and kind, with the reason."""
    reviews = PieceReview.objects.filter(session__in=frame.sessions.order_by().values("pk"))
    return doubts(reviews.standing_at(as_of))


def waivers_at(as_of: datetime) -> dict[tuple[int, int | None], str]:
    """The « non applicable » that stood then, by indicator and course."""
    rows = Waiver.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=as_of), declared_at__lte=as_of)
    return {(one.indicator, one.course_id): one.sentence for one in rows}
