"""Low marks and declared difficulties: what somebody should look into, and what the registers may pull in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from lms_onboarding.offboarding.campaigns.rules import QUESTIONNAIRE
from lms_onboarding.offboarding.enums import Party, Worry
from lms_onboarding.surveys.enums import Kind
from lms_onboarding.surveys.models import QuestionnaireVersion
from lms_onboarding.surveys.services import Form, Question, Reading, groups_answered_since, read_form, readings

LOWEST: Final = 2  # degrees, from the bottom of a scale
LOW_NPS: Final = 4
HIGHEST_NPS: Final = 10
# Question → the answers that declare a difficulty.
DECLARED: Final[Mapping[str, frozenset[str]]] = {
    "hot_help": frozenset({"late", "no_answer", "not_dared"}),
    "hot_access": frozenset({"access_partly", "access_no"}),
    "hot_obstacles": frozenset(
        {"organise", "expectations", "resources", "technical", "stress", "isolation", "relevance", "other"}
    ),
    "hot_expectations_met": frozenset({"not_met"}),
    "cold_barriers": frozenset({"no_tool", "no_support", "too_hard", "not_relevant"}),
    "trainer_incidents": frozenset({"yes_new", "yes_done"}),
    "company_success": frozenset({"success_no"}),
    "funder_alert": frozenset({"alert_no", "alert_partly"}),
}
_PARTIES: Final = {key: party for party, key in QUESTIONNAIRE.items()}


@dataclass(frozen=True)
class Candidate:
    """One answer worth looking into, as a register takes it in.

    `key` is stable: a register that took it in knows it again. `session` is 0 for a funder, `person` 0 for who is not
    a person of ours (a contact of `organisation`) and for the nameless. Nameless ones of a session come together:
    `count` of them, without a person nor a date. `words` are the answer as it was put (« 1 sur 5 », « aide trop
    tardive »), `mark` the lowest mark out of `highest`, both 0 for a difficulty in words.
    """

    key: str
    party: Party
    kind: Worry
    group: str
    question: str
    wording: str
    words: str
    count: int = 1
    mark: int = 0
    highest: int = 0
    person: int = 0
    organisation: str = ""
    answered_at: datetime | None = None

    @property
    def session(self) -> int:
        return _number_in(self.group, "session")

    @property
    def is_named(self) -> bool:
        return self.answered_at is not None


@dataclass(frozen=True)
class _Worrying:
    """`mark` is None for an answer in words."""

    reading: Reading
    question: Question
    words: str
    mark: int | None = None


def candidates(groups: Iterable[str]) -> list[Candidate]:
    """Those of these groups (« session/3 », « funders/2026 »), named ones by date first. Two queries."""
    found = (
        [one for one in readings(groups=wanted) if one.questionnaire in _PARTIES] if (wanted := list(groups)) else []
    )
    forms = _forms({(one.questionnaire, one.version) for one in found})
    worrying = [said for one in found if (said := _read(one, forms.get((one.questionnaire, one.version))))]
    together: dict[tuple[str, str, str], list[_Worrying]] = {}
    for one in worrying:
        if not one.reading.submitted_at:
            where = (one.reading.questionnaire, one.reading.group, one.reading.question)
            together.setdefault(where, []).append(one)
    named = [_named(one) for one in worrying if one.reading.submitted_at]
    return [*named, *map(_of, together.values())]


def candidates_since(day: date) -> list[Candidate]:
    """Those of every group in which somebody answered on `day` or later: what a register sweeps. Three queries.

    A group comes whole: nameless answers have no date, and the key tells what was taken in already.
    """
    return candidates(groups_answered_since(day))


def _read(one: Reading, form: Form | None) -> _Worrying | None:
    """The low mark or the difficulty in words; None when there is none."""
    question = form.by_key.get(one.question) if form else None
    if question is None:
        return None
    bounds = _bounds(question)
    if bounds and isinstance(one.value, int):
        lowest_fine, highest = bounds
        words = f"{one.value} sur {highest}"
        return _Worrying(one, question, words, one.value) if one.value < lowest_fine else None
    declared = DECLARED.get(question.key, frozenset())
    given: Collection[object] = one.value if isinstance(one.value, list | tuple) else [one.value]
    labels = {choice.key: choice.label for choice in question.choices}
    words = ", ".join(labels[str(said)] for said in given if said in declared and str(said) in labels)
    return _Worrying(one, question, words) if words else None


def _bounds(question: Question) -> tuple[int, int] | None:
    """The lowest mark that worries nobody, and the highest one; None for what is not marked."""
    if question.kind is Kind.NPS:
        return LOW_NPS + 1, HIGHEST_NPS
    if question.kind is Kind.RATING and question.scale:
        return question.scale.lowest + LOWEST, question.scale.highest
    return None


def _named(one: _Worrying) -> Candidate:
    reading = one.reading
    field = f"{reading.question}/{reading.objective}" if reading.objective else reading.question
    return replace(
        _of([one]),
        key=f"{reading.invitation}/{field}",
        person=_number_in(reading.respondent_key, "person"),
        organisation=reading.organisation,
        answered_at=reading.submitted_at,
    )


def _of(said: list[_Worrying]) -> Candidate:
    first, marks = said[0], [one.mark for one in said if one.mark is not None]
    bounds = _bounds(first.question)
    return Candidate(
        key=f"{first.reading.group}/{first.reading.question}/unnamed",
        party=_PARTIES[first.reading.questionnaire],
        kind=Worry.LOW_MARK if marks else Worry.DIFFICULTY,
        group=first.reading.group,
        question=first.reading.question,
        wording=_plain(first.question),
        words=" ; ".join(sorted({one.words for one in said})),
        count=len(said),
        mark=min(marks, default=0),
        highest=bounds[1] if bounds and marks else 0,
    )


def _number_in(key: str, of: str) -> int:
    """12 for « person/12 »; 0 for the key of anything else."""
    kind, _, number = key.partition("/")
    return int(number) if kind == of and number.isdecimal() else 0


def _plain(question: Question) -> str:
    return question.wording.replace("{{ need_goal_text }}", "…")


def _forms(wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], Form]:
    rows = QuestionnaireVersion.objects.filter(questionnaire__key__in={key for key, _number in wanted})
    return {
        (row.questionnaire.key, row.number): read_form(row.content)
        for row in rows.select_related("questionnaire")
        if (row.questionnaire.key, row.number) in wanted
    }
