"""Which indicators apply to an action. Pure: a profile in, an answer with its reason out."""

from dataclasses import dataclass

from .grids import Condition, Indicator


@dataclass(frozen=True, kw_only=True)
class Profile:
    """An action as the referential sees it. None where nobody has said: unknown is provisional, never blocking."""

    category: str = "AF"
    certifying: bool | None = None
    over_two_days: bool | None = None
    subcontracted: bool | None = False
    subcontracts: bool | None = False
    remote: bool | None = None
    new_entrant: bool = False
    minor: bool | None = False
    work_study: bool | None = False
    workplace_period: bool | None = False

    def holds(self, circumstance: str) -> bool | None:
        """Whether a circumstance named by a version holds; None when it is not known here."""
        if circumstance in ("apprenticeship", "skills_review"):
            return self.category == {"apprenticeship": "CFA", "skills_review": "BC"}[circumstance]
        value = getattr(self, circumstance, None)
        return value if isinstance(value, bool) else None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Whether an indicator applies. `unknown` names what nobody has said; `reason` why it does not apply."""

    applies: bool
    reason: str = ""
    unknown: tuple[str, ...] = ()
    also: tuple[Condition, ...] = ()


def applicability(indicator: Indicator, profile: Profile) -> Answer:
    """Whether this indicator applies to this action. What is unknown lets it apply, and says so."""
    if profile.category not in indicator.applies_to:
        return Answer(applies=False, reason=f"ne concerne pas les actions de catégorie {profile.category}")
    for condition in indicator.waived:
        if profile.holds(condition.when) is True:
            return Answer(applies=False, reason=condition.text)
    for condition in indicator.needs:
        if profile.holds(condition.when) is False:
            return Answer(applies=False, reason=condition.text)
    unknown = tuple(one.when for one in (*indicator.needs, *indicator.waived) if profile.holds(one.when) is None)
    also = tuple(one for one in indicator.also if profile.holds(one.when) is True)
    return Answer(applies=True, unknown=unknown, also=also)
