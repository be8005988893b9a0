"""One session under one indicator, unit by unit: what is there, what is not, what supports it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session
from qualiopi.indicators.frame import Group
from qualiopi.indicators.kinds import Kind, kinds
from qualiopi.indicators.pieces import Piece
from qualiopi.referential import Grid

from .cells import UNASKED, Cell
from .expecting import Unit, expected_of
from .matrix import aside_of, matrix_of
from .states import State


@dataclass(frozen=True)
class Line:
    """One expected unit: the piece that stands for it, if any, and its state. `doubt` says why it is set aside."""

    unit: Unit
    state: State
    piece: Piece | None
    doubt: str = ""


@dataclass(frozen=True)
class Part:
    """What is expected of one kind. `excluded` left before the milestone, `not_held` were final before we knew."""

    kind: Kind
    lines: tuple[Line, ...]
    excluded: int
    not_held: int

    @property
    def held(self) -> int:
        return sum(one.state is State.PRESENT for one in self.lines)

    @property
    def due(self) -> int:
        return sum(one.state is not State.TO_COME for one in self.lines)


@dataclass(frozen=True)
class Reading:
    """A cell opened: `support` are the pieces that are not owed one by one."""

    group: Group
    cell: Cell
    parts: tuple[Part, ...]
    support: tuple[Piece, ...]


def read_cell(
    sessions: "QuerySet[Session]", indicator: int, organisation: ProviderSettings, grid: Grid, *, as_of: datetime
) -> Reading:
    """The cell of the one session of `sessions`. A constant number of queries."""
    matrix = matrix_of(sessions, organisation, grid, indicators=[indicator], as_of=as_of)
    (group,) = matrix.frame.groups.values()
    aside = aside_of(matrix.frame, as_of)
    cell = matrix.cells[group.pk][indicator]
    waived = cell.state is State.NOT_APPLICABLE and cell.reason != UNASKED
    owed = [] if waived else [one for one in kinds().values() if one.expected and indicator in one.first]
    parts = tuple(_part(kind, group, matrix.pieces, aside, as_of) for kind in owed)
    taken = {(line.piece.key, line.piece.kind) for part in parts for line in part.lines if line.piece}
    support = tuple(
        one
        for one in sorted(matrix.pieces, key=lambda piece: (piece.occurred_at, piece.kind, piece.key))
        if indicator in kinds()[one.kind].proves and (one.key, one.kind) not in taken
    )
    return Reading(group, cell, tuple(part for part in parts if part.lines or part.excluded), support)


def _part(
    kind: Kind, group: Group, pieces: tuple[Piece, ...], aside: Mapping[tuple[str, str], str], as_of: datetime
) -> Part:
    expected = expected_of(kind, group)
    found: dict[tuple[int | None, int | None], list[Piece]] = {}
    for one in pieces:
        if one.kind == kind.id:
            found.setdefault((one.enrolment, one.unit), []).append(one)
    lines = tuple(_lines(expected.units, found, aside, as_of))
    return Part(kind, lines, expected.excluded, expected.not_held)


def _lines(
    units: tuple[Unit, ...],
    found: Mapping[tuple[int | None, int | None], list[Piece]],
    aside: Mapping[tuple[str, str], str],
    as_of: datetime,
) -> Iterator[Line]:
    for unit in units:
        there = found.get((unit.enrolment, unit.half), [])
        sound = [one for one in there if one.complete and (one.key, one.kind) not in aside]
        doubted = [one for one in there if (one.key, one.kind) in aside]
        if sound:
            yield Line(unit, State.PRESENT, sound[-1])
        elif doubted:
            yield Line(unit, State.TO_REVIEW, doubted[-1], aside[doubted[-1].key, doubted[-1].kind])
        elif there:
            yield Line(unit, State.PARTIAL, there[-1])
        else:
            yield Line(unit, State.ABSENT if unit.due <= as_of else State.TO_COME, None)
