"""What was answered in a scope, beside another one. Nine queries at most, whatever the number of answers."""

from dataclasses import dataclass
from typing import Final

from lms_onboarding.offboarding.campaigns.rules import QUESTIONNAIRE
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.surveys.services import Comment, Rate, comments, count_answers, rates_of, versions_of

from .figures import SMALL, Figure, compared, figures_of
from .scopes import Scope

# A page reads this many comments; all of them are in the file.
READ_AT_ONCE: Final = 60


@dataclass(frozen=True)
class PartyReading:
    """`hidden`: nameless answers that wait for others of their session to hide among."""

    party: Party
    rate: Rate
    shown: int
    hidden: int
    figures: tuple[Figure, ...]
    comments: tuple[Comment, ...]

    @property
    def is_compared(self) -> bool:
        return any(one.before for one in self.figures)


@dataclass(frozen=True)
class SurveyReading:
    """One scope, party by party."""

    key: str
    parties: tuple[PartyReading, ...]

    @property
    def invited(self) -> int:
        return sum(one.rate.invited for one in self.parties)

    @property
    def answered(self) -> int:
        return sum(one.rate.answered for one in self.parties)

    def of(self, party: Party) -> PartyReading | None:
        return next((one for one in self.parties if one.party is party), None)


def read_surveys(
    scope: Scope, *, before: Scope | None = None, least: int = 1, limit: int | None = READ_AT_ONCE
) -> SurveyReading:
    """`before`: the scope it is compared to, question by question, where both have `least` answers."""
    keys = [QUESTIONNAIRE[party] for party in scope.parties]
    versions = versions_of(keys)
    counts, rates = count_answers(versions, scope.groups), rates_of(keys, scope.groups)
    earlier = count_answers(versions, before.groups) if before else None
    words = comments(versions, scope.groups, limit=limit)
    parties = []
    for party in scope.parties:
        key = QUESTIONNAIRE[party]
        figures = figures_of(counts, key)
        parties.append(
            PartyReading(
                party=party,
                rate=rates.get(key, Rate(0, 0)),
                shown=counts.shown.get(key, 0),
                hidden=counts.hidden.get(key, 0),
                figures=compared(figures, figures_of(earlier, key), least=least) if earlier else figures,
                comments=tuple(one for one in words if one.questionnaire == key),
            )
        )
    return SurveyReading(scope.key, tuple(parties))


def read_for_a_trainer(scope: Scope, *, before: Scope) -> SurveyReading:
    """A trainer compares nobody in groups under ten, and does not read what other trainers wrote."""
    own = Scope(scope.key, scope.groups, tuple(one for one in scope.parties if one is not Party.TRAINER))
    return read_surveys(own, before=before, least=SMALL)
