"""What the rooms above tie to enrolments and to people, and what they take back when an import is undone.

This room cannot look up: they say it themselves, in ready(). What a room forgot to say is still kept, when the
database protects it; `tests/enrolments/test_undoing.py` walks the relations that it would not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Held = Callable[[Sequence[int]], Mapping[int, str]]
Release = Callable[[Sequence[int]], None]


@dataclass(frozen=True)
class Neighbour:
    """`held`: of these primary keys, those that are in use, each with a French reason. `release`: take back what was
    prepared for these, which nobody used."""

    held: Held
    release: Release


_of_enrolments: list[Neighbour] = []
_of_people: list[Neighbour] = []


def when_undone(*, held: Held, release: Release, people: bool = False) -> None:
    """A room above says what hangs on enrolments, or on `people`. Called in ready(); saying it twice is once."""
    neighbours, one = _of_people if people else _of_enrolments, Neighbour(held, release)
    if one not in neighbours:
        neighbours.append(one)


def held(pks: Sequence[int], *, people: bool = False) -> dict[int, str]:
    """Those in use, each with the first reason given."""
    reasons: dict[int, str] = {}
    for one in _of_people if people else _of_enrolments:
        reasons = {**one.held(pks), **reasons}
    return reasons


def release(pks: Sequence[int], *, people: bool = False) -> None:
    for one in _of_people if people else _of_enrolments:
        one.release(pks)


def nothing_to_release(_pks: Sequence[int]) -> None:
    """For a room that prepares nothing by itself."""
