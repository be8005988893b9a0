"""What an import of activity says when it is over, or when it would be."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lms_onboarding.enrolments.services import Problem


@dataclass(slots=True)
class Leftover:
    """Lines of one name that go to nobody, for one reason."""

    name: str
    remedy: str
    lines: list[int] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "lines": self.lines, "remedy": self.remedy}


@dataclass(slots=True)
class ActivityReport:
    """`read` is the sum of `matched`, `rejected`, and of the lines of `unmatched` and `homonyms`.

    `matched`: lines whose learner is known, of which `unchanged` had been counted already. `days`: days of activity
    made or raised.
    """

    read: int = 0
    matched: int = 0
    days: int = 0
    unchanged: int = 0
    rejected: int = 0
    errors: list[Problem] = field(default_factory=list)
    unmatched: list[Leftover] = field(default_factory=list)
    homonyms: list[Leftover] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    ignored_columns: Sequence[str] = ()

    @property
    def fresh(self) -> int:
        return self.matched - self.unchanged

    @property
    def nobody(self) -> int:
        """How many lines go to nobody."""
        return sum(len(left.lines) for left in (*self.unmatched, *self.homonyms))

    def as_json(self) -> dict[str, Any]:
        """The machine-readable report: these keys and no other."""
        return {
            "read": self.read,
            "matched": self.matched,
            "days": self.days,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "errors": [problem.as_json() for problem in self.errors],
            "unmatched": [left.as_json() for left in self.unmatched],
            "homonyms": [left.as_json() for left in self.homonyms],
            "warnings": [problem.as_json() for problem in self.warnings],
            "ignored_columns": list(self.ignored_columns),
        }
