"""Low marks and declared difficulties: what somebody should look into, and what the registers may pull in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lms_onboarding.offboarding.campaigns.rules import QUESTIONNAIRE
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.surveys.enums import Kind
from lms_onboarding.surveys.models import QuestionnaireVersion
from lms_onboarding.surveys.services import Form, Question, Reading, read_form, readings

LOWEST: Final = 2  # degrees, from the bottom of a scale
LOW_NPS: Final = 4
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
    """`key` is stable: a register that took it in knows it again. Nameless ones of a session come together: `count`
    of them, without a person nor a date."""

    key: str
    party: Party
    group: str
    question: str
    wording: str
    said: str
    count: int
    about: str = ""
    respondent_key: str = ""
    answered_at: datetime | None = None

    @property
    def is_named(self) -> bool:
        return bool(self.about)


def candidates(groups: Iterable[str]) -> list[Candidate]:
    """Those of these groups (« session/3 », « funders/2026 »), named ones by date first. Two queries."""
    found = [one for one in readings(groups=list(groups)) if one.questionnaire in _PARTIES]
    forms = _forms({(one.questionnaire, one.version) for one in found})
    named: list[Candidate] = []
    unnamed: dict[tuple[str, str, str], list[str]] = {}
    for one in found:
        form = forms.get((one.questionnaire, one.version))
        question = form.by_key.get(one.question) if form else None
        said = _worrying(question, one.value) if question else ""
        if question and said and one.about:
            named.append(_named(one, question, said))
        elif said:
            unnamed.setdefault((one.questionnaire, one.group, one.question), []).append(said)
    return [*named, *(_together(where, said, forms) for where, said in unnamed.items())]


def _worrying(question: Question, value: object) -> str:
    """The low mark or the difficulty in words; nothing when there is none."""
    if question.kind is Kind.RATING and question.scale and isinstance(value, int):
        return f"{value} sur {question.scale.highest}" if value < question.scale.lowest + LOWEST else ""
    if question.kind is Kind.NPS and isinstance(value, int):
        return f"{value} sur 10" if value <= LOW_NPS else ""
    declared = DECLARED.get(question.key, frozenset())
    given: Collection[object] = value if isinstance(value, list | tuple) else [value]
    labels = {choice.key: choice.label for choice in question.choices}
    return ", ".join(labels[str(one)] for one in given if one in declared and str(one) in labels)


def _named(one: Reading, question: Question, said: str) -> Candidate:
    return Candidate(
        key=f"{one.about}/{one.respondent_key or 'contact'}/{one.question}",
        party=_PARTIES[one.questionnaire],
        group=one.group,
        question=one.question,
        wording=_plain(question),
        said=said,
        count=1,
        about=one.about,
        respondent_key=one.respondent_key,
        answered_at=one.submitted_at,
    )


def _together(where: tuple[str, str, str], said: list[str], forms: Mapping[tuple[str, int], Form]) -> Candidate:
    questionnaire, group, key = where
    form = next(form for (name, _number), form in forms.items() if name == questionnaire and key in form.by_key)
    return Candidate(
        key=f"{group}/{key}/unnamed",
        party=_PARTIES[questionnaire],
        group=group,
        question=key,
        wording=_plain(form.by_key[key]),
        said=" ; ".join(sorted(set(said))),
        count=len(said),
    )


def _plain(question: Question) -> str:
    return question.wording.replace("{{ need_goal_text }}", "…")


def _forms(wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], Form]:
    rows = QuestionnaireVersion.objects.filter(questionnaire__key__in={key for key, _number in wanted})
    return {
        (row.questionnaire.key, row.number): read_form(row.content)
        for row in rows.select_related("questionnaire")
        if (row.questionnaire.key, row.number) in wanted
    }
