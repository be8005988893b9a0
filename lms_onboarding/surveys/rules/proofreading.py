"""What a questionnaire must be before it is published, and what a careful reader would say of it."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lms_onboarding.common.typography import typographie
from lms_onboarding.surveys.enums import Kind, Naming, Reader

from .asking import FACTS, TEXTS, VARIABLE
from .form import Form, Question, Scale

SECONDS: Final = {Kind.RATING: 6, Kind.NPS: 7, Kind.SINGLE: 6, Kind.MULTIPLE: 10, Kind.TEXT: 40}
WORDS_PER_SECOND: Final = 4
LONGEST_WORDING: Final = 140
LONGEST_TEXT: Final = 5000
LONGEST_SCALE: Final = 11

_KEY: Final = re.compile(r"[a-z][a-z0-9_]{1,59}")
_PERSONAL: Final = (
    r"naissance", r"\bâge\b", r"situation de famille", r"maladie", r"diagnostic", r"médic", r"grossesse", r"syndic",
    r"religi", r"origine ethn", r"(?:n°|numéro) de sécurité", r"nationalité",
)  # fmt: skip
_LOADED: Final = (
    r"\bexcellent", r"\bbien sûr\b", r"\bn’est-ce pas\b", r"\bne trouvez-vous pas\b",
    r"\bpensez-vous que .* (?:bon|bonne|meilleur)", r"\bplu\b", r"\bcliquez ici\b", r"\bmalheureusement\b",
    r"\bveuillez\b", r"\bn’hésitez pas\b", r"·", r"\w\(e\)", r"\(e\)s", r"\bqualiopi\b",
)  # fmt: skip
_FORBIDDEN: Final = (
    *((pattern, "une donnée que nous ne demandons pas") for pattern in _PERSONAL),
    *((pattern, "une tournure orientée ou écartée") for pattern in _LOADED),
)
_HEALTH: Final = re.compile(r"santé|handicap", re.IGNORECASE)
_HEALTH_WARNING: Final = re.compile(r"(?:aucune|pas d’)[^.]*santé|référent handicap", re.IGNORECASE)
_TWO_IDEAS: Final = re.compile(r"\b(?:et|ou)\b")


@dataclass(frozen=True)
class Known:
    """What the other questionnaires already use: question keys and scales of common measures, with their titles."""

    keys: Mapping[str, str] = field(default_factory=dict)
    concepts: Mapping[str, tuple[tuple[Kind, Scale | None], str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Proof:
    """`errors` forbid publication; `remarks` are for the author to judge."""

    errors: tuple[str, ...]
    remarks: tuple[str, ...]


def proofread(form: Form, known: Known | None = None) -> Proof:
    """Read a questionnaire as a careful colleague would; sentences are French and name the question."""
    others = known or Known()
    errors = [*_form_errors(form), *_order_errors(form)]
    remarks: list[str] = []
    for question in form.questions:
        errors += [f"« {question.key} » : {what}." for what in _question_errors(question, form, others)]
        remarks += [f"« {question.key} » : {what}." for what in _question_remarks(question, form)]
    return Proof(tuple(errors), (*remarks, *_form_remarks(form)))


def words_in(text: str) -> int:
    return len(re.findall(r"[\w’@.-]+", text))


def seconds_for(question: Question) -> float:
    """A rough cost, to share the announced minutes between sections and to check them."""
    usual = 0.35 if question.kind is Kind.TEXT and not question.required else 0.4 if question.show_if else 1.0
    weight = usual if question.weight is None else question.weight
    return weight * (SECONDS[question.kind] + words_in(_shown(question)) / WORDS_PER_SECOND)


def minutes_for(form: Form) -> float:
    return (words_in(form.wordings.intro) / WORDS_PER_SECOND + sum(map(seconds_for, form.questions))) / 60


def _said(form: Form) -> list[str]:
    return [text for said in (form.wordings, form.closing) for text in (said.heading, said.intro, said.thanks)]


def _shown(question: Question) -> str:
    scale = question.scale
    ends = [scale.low, scale.high, *scale.labels] if scale else []
    texts = [question.wording, question.hint, question.na, *(choice.label for choice in question.choices), *ends]
    return "\n".join(text for text in texts if text)


# --- What forbids publication -------------------------------------------------------------------------------------


def _form_errors(form: Form) -> Iterator[str]:
    if not form.questions:
        yield "Écrivez au moins une question."
    if not 1 <= form.minutes <= 60:
        yield "Annoncez une durée d’une à soixante minutes."
    if len(form.sections) > 1 and not all(section.title and section.questions for section in form.sections):
        yield "Donnez à chaque partie un titre et au moins une question."
    for text in (*_said(form), *(section.lead for section in form.sections)):
        yield from (f"« {name} » n’est pas connu de cet endroit du texte." for name in _unknown(text, {"first_name"}))


def _order_errors(form: Form) -> Iterator[str]:
    """Keys are unique, and a condition looks back at a question that everybody of its kind can have answered."""
    before: dict[str, Question] = {}
    for question in form.questions:
        if question.key in before:
            yield f"« {question.key} » est la clé de deux questions : changez-en une."
        if question.show_if:
            yield from _condition_errors(question, before.get(question.show_if.question))
        before[question.key] = question


def _condition_errors(question: Question, trigger: Question | None) -> Iterator[str]:
    if question.show_if is None:
        return
    if trigger is None or trigger.repeated or trigger.kind is Kind.TEXT:
        yield (
            f"« {question.key} » dépend de « {question.show_if.question} », "
            "qui n’est pas une question à choix placée avant."
        )
        return
    if trigger.restricted:
        yield f"« {question.key} » trahirait une réponse réservée : elle ne peut pas dépendre de « {trigger.key} »."
    degrees = [*trigger.scale.degrees] if trigger.scale else []
    possible = {*(choice.key for choice in trigger.choices), *degrees}
    if unknown := [answer for answer in question.show_if.answers if answer not in possible]:
        listed = ", ".join(map(str, unknown))
        yield f"« {question.key} » attend une réponse que « {trigger.key} » ne propose pas : {listed}."


def _question_errors(question: Question, form: Form, known: Known) -> Iterator[str]:
    if not _KEY.fullmatch(question.key):
        yield "la clé s’écrit en minuscules sans accent, chiffres et tirets bas"
    if holder := known.keys.get(question.key):
        yield f"cette clé sert déjà dans « {holder} »"
    if not question.wording:
        yield "l’intitulé manque"
    yield from _KIND_ERRORS[question.kind](question)
    yield from _sharing_errors(question, form, known)
    for part in question.ask_if:
        if part.removeprefix("not ").strip() not in FACTS:
            yield f"la condition « {part} » n’est pas connue"
    for name in _unknown(f"{question.wording} {question.hint}", set(TEXTS)):
        yield f"« {name} » n’est pas connu"


def _sharing_errors(question: Question, form: Form, known: Known) -> Iterator[str]:
    same = known.concepts.get(question.concept) if question.concept else None
    if same and same[0] != question.signature:
        yield (
            f"la mesure commune « {question.concept} » se note autrement dans « {same[1]} » ; reprenez exactement la "
            "même échelle, ou retirez la mesure commune"
        )
    if not question.restricted:
        return
    if question.restricted not in Reader.values or question.kind is not Kind.SINGLE:
        yield "une réponse réservée est un choix unique, avec son lecteur"
    if question.required or form.naming is Naming.ANONYMOUS:
        yield "une réponse réservée reste facultative, et demande un nom"


def _rating_errors(question: Question) -> Iterator[str]:
    scale = question.scale
    if scale is None or not 2 <= len(scale.degrees) <= LONGEST_SCALE:
        yield "une note compte de deux à onze degrés"
    elif scale.labels and len(scale.labels) != len(scale.degrees):
        yield f"l’échelle a {len(scale.degrees)} degrés et {len(scale.labels)} étiquettes"
    elif not scale.labels and not (scale.low and scale.high):
        yield "nommez les deux bouts de l’échelle, ou chaque degré"


def _nps_errors(question: Question) -> Iterator[str]:
    scale = question.scale
    if scale is None or (scale.lowest, scale.highest) != (0, 10):
        yield "une recommandation se note de 0 à 10"
    elif not (scale.low and scale.high):
        yield "nommez les deux bouts de l’échelle"


def _choice_errors(question: Question) -> Iterator[str]:
    if question.objectives_as_choices:
        return
    keys = [choice.key for choice in question.choices]
    if len(keys) < 2:
        yield "proposez au moins deux choix"
    if len(set(keys)) < len(keys) or len({choice.label for choice in question.choices}) < len(keys):
        yield "deux choix ont la même clé, ou le même libellé"
    if not all(key and label for key, label in ((choice.key, choice.label) for choice in question.choices)):
        yield "un choix n’a pas de clé, ou pas de libellé"


def _text_errors(question: Question) -> Iterator[str]:
    if not 1 <= question.max_length <= LONGEST_TEXT:
        yield f"un texte est limité à {LONGEST_TEXT} caractères"


_KIND_ERRORS: Final[Mapping[Kind, Callable[[Question], Iterator[str]]]] = {
    Kind.RATING: _rating_errors,
    Kind.NPS: _nps_errors,
    Kind.SINGLE: _choice_errors,
    Kind.MULTIPLE: _choice_errors,
    Kind.TEXT: _text_errors,
}


def _unknown(text: str, allowed: set[str]) -> Iterator[str]:
    return (name for name in VARIABLE.findall(text) if name not in allowed)


# --- What an author should judge ----------------------------------------------------------------------------------


def _question_remarks(question: Question, form: Form) -> Iterator[str]:
    yield from _wording_remarks(question)
    if question.kind is Kind.TEXT and question.required and not form.text_may_be_required:
        yield "un texte libre obligatoire décourage"
    if not (question.feeds and all(question.feeds.get(name) for name in ("theme", "measure", "compare"))):
        yield "dites à quoi sert la réponse : thème, mesure, comparaison"
    if question.restricted and not 0 < sum(choice.asks for choice in question.choices) < len(question.choices):
        yield "cochez la réponse qui demande à être contacté, elle seule : c’est d’elle que le lecteur est prévenu"
    if form.prefix and not question.key.startswith(f"{form.prefix}_"):
        yield f"la clé commence par « {form.prefix}_ »"


def _wording_remarks(question: Question) -> Iterator[str]:
    text = _shown(question)
    if len(question.wording) > LONGEST_WORDING:
        yield f"l’intitulé dépasse {LONGEST_WORDING} caractères"
    if _TWO_IDEAS.search(question.wording) and not question.one_idea:
        yield "« et », « ou » : peut-être deux questions en une"
    if _HEALTH.search(text) and not _HEALTH_WARNING.search(text):
        yield "santé ou handicap sans mise en garde"
    for pattern, what in _FORBIDDEN:
        if found := re.search(pattern, text, re.IGNORECASE):
            yield f"« {found[0].strip()} » : {what}"


def _form_remarks(form: Form) -> Iterator[str]:
    said = form.wordings
    for name, text in (("titre", form.title), ("introduction", said.intro), ("remerciement", said.thanks)):
        if not text:
            yield f"Écrivez le texte « {name} »."
    texts = [form.title, *_said(form), *form.methodology]
    texts += [part for section in form.sections for part in (section.title, section.lead)]
    for text in (*texts, *map(_shown, form.questions)):
        if typographie(text) != text:
            yield f"Espaces ou apostrophes à revoir : « {text[:60]} »."
    estimated = minutes_for(form)
    if not form.minutes * 0.4 <= estimated <= form.minutes * 1.1:
        yield f"La durée annoncée est de {form.minutes} min, l’estimation de {math.ceil(estimated)} min."
