"""How long what is held may be kept, in months: what the house promises, the least and the most that rules leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Span:
    """Months. `usual` is what an installation starts with; `least` and `most` are what it may change it to."""

    usual: int
    least: int
    most: int


CYCLE: Final = 36  # months of one certification: what somebody wrote or was sent does not outlive it
_LONGEST: Final = 600

SPANS: Final[Mapping[str, Span]] = {
    # the certificate's own model promises three years after the year; European money asks for ten
    "proof": Span(36, 36, _LONGEST),
    "proof_cofunded": Span(120, 120, _LONGEST),
    # the audit looks back on its whole cycle; a year more covers the next audit's delay
    "evidence": Span(48, CYCLE, _LONGEST),
    "survey": Span(12, 1, CYCLE),
    "note": Span(12, 1, CYCLE),
    "mail": Span(12, 1, CYCLE),
    # six months to understand an incident, a year at most by the regulator's recommendation
    "trace": Span(12, 6, 12),
}
