"""Half-days and periods: what can be a schedule and what cannot. Plain dataclasses, no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from lms_onboarding.common import french

from .enums import Half
from .refusals import HalfDayTaken, SessionEndsBeforeItStarts, SlotEndsBeforeItStarts, SlotOutsideSession

NOON = time(12)


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of a session, both included. Raises SessionEndsBeforeItStarts."""

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise SessionEndsBeforeItStarts(self.first_day, self.last_day)

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """One half-day, in the provider's wall clock. `half` is told by the starting hour unless given."""

    day: date
    start: time
    end: time
    remote: bool = False
    subject: str = ""
    half: Half | None = None

    @property
    def on_half(self) -> Half:
        return self.half or (Half.MORNING if self.start < NOON else Half.AFTERNOON)

    @property
    def half_day(self) -> tuple[date, str]:
        """What no two slots of a session may share."""
        return self.day, self.on_half.value

    def __str__(self) -> str:
        return f"{french.day(self.day)}, {french.hours_between(self.start, self.end)}"


def in_order(slots: Iterable[SlotPlan]) -> list[SlotPlan]:
    """As time runs: by day, then by hour."""
    return sorted(slots, key=lambda slot: (slot.day, slot.start, slot.end))


def refuse_impossible(slots: Sequence[SlotPlan], within: Period | None = None) -> None:
    """Raises SlotEndsBeforeItStarts, SlotOutsideSession or HalfDayTaken, about the first slot concerned."""
    for slot in in_order(slots):
        if slot.end <= slot.start:
            raise SlotEndsBeforeItStarts(str(slot))
        if within is not None and slot.day not in within:
            raise SlotOutsideSession(str(slot), within.first_day, within.last_day)
    by_half_day = sorted(slots, key=lambda slot: (slot.half_day, slot.start))
    for first, second in pairwise(by_half_day):
        if first.half_day == second.half_day:
            raise HalfDayTaken(str(first), str(second))
