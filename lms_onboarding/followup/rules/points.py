"""Three signals, 0 to 7 points: counted on the fingers, on purpose (docs/decisions/0040-transparent-points.md)."""

from typing import Final

from .facts import Facts

FULL_ACTIVE: Final = 4  # days of activity from which nothing is said
FULL_VISITS: Final = 3  # visits before the start from which nothing is said
MOST: Final = 7
_OF_ACTIVE: Final = (4, 2, 1, 1, 0)
_OF_VISITS: Final = (2, 1, 1, 0)
_MOST_OF_ACTIVE: Final = 4
_MOST_OF_VISITS: Final = 2
_MOST_OF_CONTENT: Final = 1


def active_days_points(active: int, expected: int | None = None) -> int:
    """0 day → 4 points, 1 → 2, 2 or 3 → 1, 4 or more → 0.

    With fewer than four `expected` days, the days count as many times as they are rarer: one day out of two reads as
    two days out of four.
    """
    if expected is not None and expected < FULL_ACTIVE:
        active = active * FULL_ACTIVE // max(expected, 1)
    return _OF_ACTIVE[active] if active < FULL_ACTIVE else 0


def visit_points(days: int) -> int:
    """0 day with a visit before the start → 2 points, 1 or 2 → 1, 3 or more → 0."""
    return _OF_VISITS[days] if days < FULL_VISITS else 0


def content_points(opened: bool) -> int:
    """1 point while the first learning content was never opened."""
    return 0 if opened else 1


def scaled(points: int, most: int) -> int:
    """`points` out of `most`, brought to seven, half a point upwards: the signals left out are given no weight."""
    return points if most == MOST else (2 * MOST * points + most) // (2 * most)


def score(facts: Facts) -> int | None:
    """0 to 7; None when no signal had a chance, or when the sources are silent for everybody."""
    if not facts.alive:
        return None
    points = most = 0
    if facts.expected_days is None or facts.expected_days > 0:
        points = active_days_points(facts.active_days, facts.expected_days)
        most = _MOST_OF_ACTIVE
    if facts.visit_days is not None:
        points += visit_points(facts.visit_days)
        most += _MOST_OF_VISITS
    if facts.content_opened is not None:
        points += content_points(facts.content_opened)
        most += _MOST_OF_CONTENT
    return scaled(points, most) if most else None
