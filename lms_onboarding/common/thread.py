"""The line of the thread: a wave through as many points as there are steps. Pure geometry, in units of its viewBox."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

WIDTH: Final = 1200
HIGH, LOW = 16, 48


class Step(Protocol):
    @property
    def is_done(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Line:
    """Two SVG paths: what is behind, what is ahead."""

    behind: str
    ahead: str


def line_through(steps: Sequence[Step]) -> Line:
    """The points stand in the middle of equal columns, high and low in turn, as the style sheet puts their discs."""
    points = [(round((rank + 0.5) * WIDTH / len(steps)), LOW if rank % 2 else HIGH) for rank in range(len(steps))]
    reached = next((rank for rank, step in enumerate(steps) if not step.is_done), len(steps) - 1)
    return Line(behind=_path(points[: reached + 1]), ahead=_path(points[reached:]))


def _path(points: Sequence[tuple[int, int]]) -> str:
    if len(points) < 2:
        return ""
    (x, y), *_ = points
    curves = [f"C{(a + c) // 2} {b} {(a + c) // 2} {d} {c} {d}" for (a, b), (c, d) in pairwise(points)]
    return f"M{x} {y}{''.join(curves)}"
