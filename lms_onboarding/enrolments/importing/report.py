"""What an import says when it is over, or when it would be."""

from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass, field, fields
from enum import StrEnum
from typing import Any, Self


class Outcome(StrEnum):
    """What became of a row. Every row read has exactly one."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell to mend (an error), or to look at (a warning). `line` is None when the whole file is concerned.

    `column` is the header as typed in the file, `value` what was read there, `remedy` a French sentence, `field` our
    own name of the column, for the screen where the cell is corrected in place. `no_session`: the row would be good if
    its session existed.
    """

    line: int | None
    column: str
    value: str
    remedy: str
    field: str = ""
    no_session: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"line": self.line, "column": self.column, "value": self.value, "remedy": self.remedy}


@dataclass(frozen=True, slots=True)
class RowResult:
    """One row, as the preview and the result show it; `first_day` is ISO, "" when the session has no date."""

    line: int
    outcome: Outcome
    name: str
    session: str = ""
    course: str = ""
    first_day: str = ""
    role: str = ""
    company: str = ""
    new_person: bool = False


@dataclass(slots=True)
class ImportReport:
    """Counts of rows, of people created, and everything to tell. `rows` is in file order."""

    read: int = 0
    people_created: int = 0
    rows: list[RowResult] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    separator: str = ""

    def count(self, outcome: Outcome) -> int:
        return sum(1 for row in self.rows if row.outcome == outcome)

    @property
    def valid(self) -> int:
        """How many rows are good: nothing stands in their way, whether or not they bring anything new."""
        return len(self.rows) - self.count(Outcome.REJECTED)

    def as_json(self) -> dict[str, Any]:
        """The machine-readable report, these keys and no other."""
        return {
            "read": self.read,
            **{outcome.value: self.count(outcome) for outcome in Outcome},
            "people_created": self.people_created,
            "errors": [problem.as_json() for problem in self.errors],
            "warnings": [problem.as_json() for problem in self.warnings],
            "unknown_columns": list(self.unknown_columns),
            "ignored_columns": list(self.ignored_columns),
        }

    def add(self, part: "ImportReport") -> None:
        """What is said of some more rows."""
        self.rows += part.rows
        self.errors += part.errors
        self.warnings += part.warnings
        self.people_created += part.people_created

    def frozen(self) -> dict[str, Any]:
        """All of it as JSON, to be read back by `thawed`."""
        kept = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            **kept,
            "rows": [astuple(row) for row in self.rows],
            "errors": [asdict(problem) for problem in self.errors],
            "warnings": [asdict(problem) for problem in self.warnings],
        }

    @classmethod
    def thawed(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **kept,
                "rows": [RowResult(row[0], Outcome(row[1]), *row[2:]) for row in kept["rows"]],
                "errors": [Problem(**problem) for problem in kept["errors"]],
                "warnings": [Problem(**problem) for problem in kept["warnings"]],
                "unknown_columns": tuple(kept["unknown_columns"]),
                "ignored_columns": tuple(kept["ignored_columns"]),
            }
        )
