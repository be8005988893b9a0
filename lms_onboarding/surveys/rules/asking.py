"""What is really asked to one person: conditions on the context, repetition per objective, order of the choices."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from .form import Choice, Condition, Form, Question

ANONYMOUS: Final = "anonymous"
CLOSING: Final = "closing"
# What a condition may rest on. The room that invites knows the facts; « anonymous » is the respondent's own choice.
FACTS: Final[Mapping[str, str]] = {
    "session.has_remote_slots": "la session a des séances à distance",
    "session.has_company_success": "l’entreprise a écrit un critère de réussite",
    "course.has_prerequisites": "la formation a des prérequis",
    "enrolment.has_need_goal": "la personne a écrit son but",
    "enrolment.has_action_plan": "la personne a écrit une action à 30 jours",
    CLOSING: "le questionnaire est posé à la fin",
    ANONYMOUS: "la personne répond sans son nom",
}
# What a wording may quote.
TEXTS: Final[Mapping[str, str]] = {
    "objective_label": "l’objectif, dans une question répétée",
    "first_name": "le prénom",
    "prerequisites_text": "les prérequis de la formation",
    "need_goal_text": "le but écrit avant",
    "company_need_text": "le besoin écrit par l’entreprise",
    "company_success_text": "le critère de réussite écrit par l’entreprise",
    "readers_sentence": "qui lit les réponses",
    "disability_contact": "le référent handicap, nommé (« notre référente handicap, Inès Berthier »)",
}
VARIABLE: Final = re.compile(r"\{\{ *(\w+) *\}\}")


class UnknownContext(ValueError):
    """The inviting room gave a fact or a text that no question can know."""


@dataclass(frozen=True)
class Objective:
    """`ref` is stable, frozen when the session opened."""

    ref: str
    text: str
    use_at_work: str = ""


@dataclass(frozen=True)
class Context:
    """What is known of the occasion. `seed` makes the order of objectives random, and the same at each visit."""

    facts: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)
    objectives: tuple[Objective, ...] = ()
    seed: str = ""

    @property
    def anonymous(self) -> bool:
        return ANONYMOUS in self.facts

    @property
    def closing(self) -> bool:
        return CLOSING in self.facts


@dataclass(frozen=True)
class Asked:
    """One question as one person reads it; `field` is its key in answers and in the page."""

    field: str
    question: Question
    wording: str
    hint: str
    choices: tuple[Choice, ...]
    objective: Objective | None = None


@dataclass(frozen=True)
class AskedSection:
    title: str
    lead: str
    asked: tuple[Asked, ...]


def read_context(raw: Mapping[str, Any], *, anonymous: bool = False, seed: str = "") -> Context:
    """Shape: {facts: [str], texts: {name: text}, objectives: [{ref, text, use_at_work?}]}. Raises UnknownContext."""
    facts, texts = frozenset(raw.get("facts", ())), dict(raw.get("texts", {}))
    if unknown := sorted((facts - FACTS.keys()) | (texts.keys() - TEXTS.keys()) | (facts & {ANONYMOUS})):
        raise UnknownContext(", ".join(unknown))
    return Context(
        facts=facts | {ANONYMOUS} if anonymous else facts,
        texts={name: str(text).strip() for name, text in texts.items() if str(text).strip()},
        objectives=tuple(
            Objective(str(row["ref"]), str(row["text"]), str(row.get("use_at_work") or ""))
            for row in raw.get("objectives", ())
        ),
        seed=seed,
    )


def fill(text: str, texts: Mapping[str, str]) -> str:
    """`text` with its variables; empty when one of them is unknown: half a sentence says nothing."""
    if any(name not in texts for name in VARIABLE.findall(text)):
        return ""
    return VARIABLE.sub(lambda found: texts[found[1]], text)


def ask(form: Form, context: Context) -> tuple[AskedSection, ...]:
    """The sections put to this person, without the conditions on other answers (see `visible`); none is empty."""
    asked = (
        AskedSection(
            section.title,
            section.lead,
            tuple(item for question in section.questions for item in _asked(question, context)),
        )
        for section in form.sections
    )
    return tuple(section for section in asked if section.asked)


def _asked(question: Question, context: Context) -> Iterator[Asked]:
    # who is asked for a private conversation must be somebody
    if not _holds(question.ask_if, context) or (question.restricted and context.anonymous):
        return
    choices = _objectives(context) if question.objectives_as_choices else question.choices
    if question.objectives_as_choices and not choices:
        return
    for objective in context.objectives if question.repeated else (None,):
        texts = {**context.texts, "objective_label": objective.text} if objective else context.texts
        name = f"{question.key}/{objective.ref}" if objective else question.key
        if wording := fill(question.wording, texts):
            yield Asked(name, question, wording, fill(question.hint, texts), choices, objective)


def _holds(requirements: Sequence[str], context: Context) -> bool:
    return all(
        (part.removeprefix("not ").strip() in context.facts) is not part.startswith("not ") for part in requirements
    )


def _objectives(context: Context) -> tuple[Choice, ...]:
    """In an order of its own for each person: the first of a list is chosen more than its share."""

    def rank(objective: Objective) -> bytes:
        return hashlib.sha256(f"{context.seed}/{objective.ref}".encode()).digest()

    return tuple(Choice(objective.ref, objective.text) for objective in sorted(context.objectives, key=rank))


def visible(asked: Sequence[Asked], answers: Mapping[str, object]) -> list[Asked]:
    """Those whose condition on earlier answers holds; what depends on a hidden question is hidden too."""
    shown: list[Asked] = []
    given: dict[str, object] = {}
    for item in asked:
        if _met(item.question.show_if, given):
            shown.append(item)
            given[item.field] = answers.get(item.field)
    return shown


def _met(condition: Condition | None, given: Mapping[str, object]) -> bool:
    if condition is None:
        return True
    value = given.get(condition.question)
    values = value if isinstance(value, list | tuple) else [value]
    return any(answer in condition.answers for answer in values if isinstance(answer, str | int))


def cleared(asked: Sequence[Asked], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to what is visible, and nothing else: a condition that no longer holds takes its answers away."""
    return {item.field: answers[item.field] for item in visible(asked, answers) if item.field in answers}
