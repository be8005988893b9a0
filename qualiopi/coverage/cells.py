"""What a session and an indicator make together, from what is held of each kind. Pure, whatever was read and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qualiopi.indicators.frame import Group
from qualiopi.indicators.kinds import Kind, kinds
from qualiopi.referential import Grid, Profile, applicability
from qualiopi.referential.applying import Answer

from .states import Count, State, state_of

TWO_DAYS = 14  # hours: beyond, a course lasts more than two days of seven hours
Waived = Mapping[tuple[int, int | None], str]
"""Why an indicator does not concern a course, or the house (None)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One session and one indicator. `reason` says why it does not apply."""

    state: State
    count: Count
    reason: str = ""


NOTHING = Count()
ELSEWHERE = Cell(State.OUTSIDE, NOTHING, "se prouve par l’organisme ou par une pièce déposée")
UNTOLD = Cell(State.ABSENT, Count(due=1), "dites si la formation mène à une certification professionnelle")
UNASKED = "aucune pièce n’est attendue de cette session"


@dataclass
class Judge:
    """Decides cells under one version of the referential; what was decided for one action serves all those like it."""

    grid: Grid
    waived: Waived
    _answers: dict[tuple[int, Profile], Answer] = field(default_factory=dict)
    _proving: dict[int, tuple[Kind, ...]] = field(default_factory=dict)

    def cell(self, number: int, course: int, profile: Profile, counts: Mapping[str, Count]) -> Cell:
        """The cell of one session of this course, from what it holds of each kind."""
        reason = self._waiver(number, course) or self._declared(number, course, profile)
        if reason:
            return Cell(State.NOT_APPLICABLE, NOTHING, reason)
        answer = self._answer(number, profile)
        if not answer.applies:
            return Cell(State.NOT_APPLICABLE, NOTHING, answer.reason)
        proving = self.proving(number)
        if not proving:
            return UNTOLD if "certifying" in answer.unknown else ELSEWHERE
        count = sum((counts.get(kind.id, NOTHING) for kind in proving), NOTHING)
        state = state_of(count)
        if state is State.NOT_APPLICABLE:
            return UNTOLD if "certifying" in answer.unknown else Cell(state, count, UNASKED)
        return Cell(state, count, UNTOLD.reason if "certifying" in answer.unknown else "")

    def _waiver(self, number: int, course: int) -> str:
        return self.waived.get((number, course)) or self.waived.get((number, None)) or ""

    def _declared(self, number: int, course: int, profile: Profile) -> str:
        """That a course leads to no certification is said once, and holds for every indicator that asks for one."""
        if profile.certifying is not None or not self.grid.indicators[number].needs_certifying:
            return ""
        waived = (self._waiver(n, course) for n, one in self.grid.indicators.items() if one.needs_certifying)
        return next(filter(None, waived), "")

    def proving(self, number: int) -> tuple[Kind, ...]:
        """The kinds that sessions owe for this indicator."""
        if number not in self._proving:
            self._proving[number] = tuple(one for one in kinds().values() if one.expected and number in one.first)
        return self._proving[number]

    def _answer(self, number: int, profile: Profile) -> Answer:
        key = (number, profile)
        if key not in self._answers:
            self._answers[key] = applicability(self.grid.indicators[number], profile)
        return self._answers[key]


def profile_of(group: Group) -> Profile:
    """The action as the referential sees it. A certification nobody wrote and nobody waived stays unknown."""
    return profile(group.certification, group.hours, group.modality, subcontracts=group.subcontracted)


def profile(certification: str, hours: float, modality: str, *, subcontracts: bool) -> Profile:
    """`hours` is the length of the course, 0 when it is not told; `subcontracts`: somebody else runs the session."""
    return Profile(
        certifying=True if certification.strip() else None,
        over_two_days=hours > TWO_DAYS if hours else None,
        remote=modality != "onsite",
        subcontracts=subcontracts,
    )
