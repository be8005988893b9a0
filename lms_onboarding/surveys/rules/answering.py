"""Reading answers, whatever was posted: a value that can be kept, nothing, or a sentence that says how to mend it."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lms_onboarding.common.french import counted
from lms_onboarding.surveys.enums import Kind

from .asking import Asked
from .form import Question

Answer = int | str | list[str]

NOT_APPLICABLE: Final = "na"
UNKNOWN: Final = "Cette réponse n’est pas proposée ici. Choisissez l’une de celles qui sont affichées."
MISSING: Final[Mapping[Kind, str]] = {
    Kind.RATING: "Choisissez une réponse. Si vous hésitez, prenez la plus proche.",
    Kind.NPS: "Choisissez une réponse. Si vous hésitez, prenez la plus proche.",
    Kind.SINGLE: "Choisissez une réponse. Si vous hésitez, prenez la plus proche.",
    Kind.MULTIPLE: "Cochez au moins une réponse.",
    Kind.TEXT: "Écrivez quelques mots. Une ligne suffit.",
}


class Unusable(ValueError):
    """The message tells the respondent what to change."""


@dataclass(frozen=True)
class Checked:
    """`errors`: field → sentence, in the order asked. `missing`: those of them that are only unanswered."""

    answers: Mapping[str, Answer]
    errors: Mapping[str, str]
    missing: frozenset[str]


def check(asked: Sequence[Asked], given: Mapping[str, object], *, complete: bool = True) -> Checked:
    """Read what was given to the questions asked; anything else in `given` is ignored. Never raises.

    A value may be posted (list of strings) or already read. Without `complete`, an unanswered question is no error.
    """
    answers: dict[str, Answer] = {}
    errors: dict[str, str] = {}
    missing: set[str] = set()
    for item in asked:
        try:
            answer = _read(item, given.get(item.field))
        except Unusable as problem:
            errors[item.field] = str(problem)
            continue
        if answer is not None:
            answers[item.field] = answer
        elif complete and item.question.required:
            errors[item.field] = MISSING[item.question.kind]
            missing.add(item.field)
    return Checked(answers, errors, frozenset(missing))


def _read(item: Asked, value: object) -> Answer | None:
    values = [part for part in (value if isinstance(value, list | tuple) else [value]) if part not in (None, "")]
    if item.question.kind is Kind.MULTIPLE:
        return _several(item, values)
    if not values:
        return None
    if len(values) > 1:
        raise Unusable("Gardez une seule réponse.")
    return _READERS[item.question.kind](item, values[0])


def _degree(item: Asked, value: object) -> Answer:
    if value == NOT_APPLICABLE and item.question.na:
        return NOT_APPLICABLE
    number = _whole(value)
    if item.question.scale is None or number is None or number not in item.question.scale.degrees:
        raise Unusable(UNKNOWN)
    return number


def _one(item: Asked, value: object) -> Answer:
    if isinstance(value, str) and value in {choice.key for choice in item.choices}:
        return value
    raise Unusable(UNKNOWN)


def _text(item: Asked, value: object) -> Answer | None:
    if not isinstance(value, str):
        raise Unusable("Écrivez votre réponse en toutes lettres.")
    text, limit = readable(value), item.question.max_length
    if len(text) > limit:
        over = counted(len(text) - limit, "caractère")
        raise Unusable(f"Votre texte compte {len(text)} caractères, la limite est {limit} : retirez {over}.")
    return text or None


def _several(item: Asked, values: Sequence[object]) -> Answer | None:
    if any(value not in [choice.key for choice in item.choices] for value in values):
        raise Unusable(UNKNOWN)
    kept = [choice for choice in item.choices if choice.key in values]
    alone = next((choice for choice in kept if choice.exclusive), None)
    if alone and len(kept) > 1:
        raise Unusable(f"« {alone.label} » ne va avec aucune autre réponse. Gardez l’une ou les autres.")
    _not_too_many(item.question, len(kept))
    return [choice.key for choice in kept] or None


def _not_too_many(question: Question, count: int) -> None:
    if question.max_choices and count > question.max_choices:
        limit = counted(question.max_choices, "réponse", feminine=True)
        raise Unusable(f"Gardez {limit} au plus : vous en avez coché {count}.")


def _whole(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    # str.isdecimal alone would accept digits that no scale shows
    return int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 4 else None


def readable(text: str) -> str:
    """Without what databases refuse or nobody can read: NUL, other control characters, lone surrogates."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (char for char in lines if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return "".join(kept).strip()


_READERS: Final = {Kind.RATING: _degree, Kind.NPS: _degree, Kind.SINGLE: _one, Kind.TEXT: _text}
