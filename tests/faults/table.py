"""What each fault cost, printed at the end of a run of `tests/faults`."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(slots=True)
class Cost:
    runs: int = 0
    lost: int = 0
    duplicated: int = 0


COSTS: dict[str, Cost] = {}


def note(fault: str, *, lost: int, duplicated: int) -> None:
    """One run of this fault: mails that nobody received, and mails received once more."""
    cost = COSTS.setdefault(fault, Cost())
    cost.runs += 1
    cost.lost += lost
    cost.duplicated += duplicated


def lines() -> Iterator[str]:
    width = max(map(len, COSTS), default=0)
    yield f"{'fault':<{width}}  runs  lost  duplicated"
    for fault, cost in sorted(COSTS.items()):
        yield f"{fault:<{width}}  {cost.runs:>4}  {cost.lost:>4}  {cost.duplicated:>10}"
