"""The state of a cell. No score, never « conforme »: what is held, out of what is expected."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    PRESENT = "present"
    PARTIAL = "partial"
    ABSENT = "absent"
    TO_COME = "to_come"
    TO_REVIEW = "to_review"
    NOT_APPLICABLE = "not_applicable"
    OUTSIDE = "outside"  # proved elsewhere than by sessions: by the house, or by a piece that somebody deposits


WORDS = {
    State.PRESENT: "présente",
    State.PARTIAL: "partielle",
    State.ABSENT: "absente",
    State.TO_COME: "à venir",
    State.TO_REVIEW: "à revoir",
    State.NOT_APPLICABLE: "non applicable",
    State.OUTSIDE: "hors session",
}


@dataclass(frozen=True, slots=True)
class Count:
    """What is held of what is due: `held` complete, `flawed` there but not enough, `doubted` set aside by a reviewer
    or changed since the review, `due` expected by now, `to_come` later, `excluded` gone before the milestone."""

    held: int = 0
    flawed: int = 0
    doubted: int = 0
    due: int = 0
    to_come: int = 0
    excluded: int = 0
    not_held: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.held + other.held,
            self.flawed + other.flawed,
            self.doubted + other.doubted,
            self.due + other.due,
            self.to_come + other.to_come,
            self.excluded + other.excluded,
            self.not_held + other.not_held,
        )

    @property
    def missing(self) -> int:
        return self.due - self.held


def state_of(count: Count) -> State:
    """The state these numbers make. A doubt comes first: it is a person's word."""
    if count.doubted:
        return State.TO_REVIEW
    if not count.due:
        return State.TO_COME if count.to_come else State.NOT_APPLICABLE
    if count.held >= count.due:
        return State.PRESENT
    return State.PARTIAL if count.held or count.flawed else State.ABSENT
