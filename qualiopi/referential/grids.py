"""What a version of the referential says: criteria, indicators, when each applies, how grave its absence is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class NoGridAt(ValueError):
    """No version of the referential covers this audit date. Its text tells a person what to do."""


class UnknownGrid(ValueError):
    """No version has this name. Its text names those that exist."""


class Severity(StrEnum):
    """How a missing proof can be graded by an auditor."""

    MAJOR_ONLY = "major_only"
    MINOR_OR_MAJOR = "minor_or_major"


@dataclass(frozen=True, slots=True)
class Condition:
    """A circumstance (`certifying`, `over_two_days`, …) and what it changes, in words of ours."""

    when: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One indicator of one version.

    `applies_to` holds action categories (AF, BC, VAE, CFA). It applies when every one of `needs` holds and none of
    `waived` does; `also` adds expectations in some circumstances. `provisional` says what is not settled, and why:
    it is shown, and blocks nothing.
    """

    number: int
    criterion: int
    title: str
    expected: str
    applies_to: frozenset[str]
    severity: Severity
    minor_when: str = ""
    evidence_kinds: tuple[str, ...] = ()
    needs: tuple[Condition, ...] = ()
    waived: tuple[Condition, ...] = ()
    also: tuple[Condition, ...] = ()
    new_entrant: str = ""
    subcontractor: str = ""
    always_in_surveillance: bool = False
    change: str = "none"
    delta: str = ""
    provisional: tuple[str, ...] = ()

    @property
    def needs_certifying(self) -> bool:
        """Whether it asks of each course if it leads to a certification."""
        return any(one.when == "certifying" for one in self.needs)


@dataclass(frozen=True, kw_only=True)
class Grid:
    """One version, in force for audits from `audits_from` to `audits_until` inclusive (None: still in force)."""

    id: str
    name: str
    legal: str
    audits_from: date
    audits_until: date | None
    criteria: Mapping[int, str]
    indicators: Mapping[int, Indicator]
    provisional: tuple[str, ...] = ()
    notice: str = ""

    def covers(self, day: date) -> bool:
        return self.audits_from <= day and (self.audits_until is None or day <= self.audits_until)
