"""A questionnaire as its version keeps it: JSON in, frozen dataclasses out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from lms_onboarding.surveys.enums import Kind, Naming

MAX_TEXT: Final = 600
OBJECTIVES: Final = "session.objectives"


class InvalidForm(ValueError):
    """The content of a version is not a questionnaire; the message, in French, says where."""


@dataclass(frozen=True)
class Scale:
    """Whole degrees from `lowest` to `highest`; either both ends are named, or every degree has its label."""

    lowest: int
    highest: int
    low: str = ""
    high: str = ""
    labels: tuple[str, ...] = ()

    @property
    def degrees(self) -> range:
        return range(self.lowest, self.highest + 1)


@dataclass(frozen=True)
class Choice:
    """`exclusive`: « Rien de particulier » goes with nothing else. `asks`: « Oui, contactez-moi », restricted."""

    key: str
    label: str
    exclusive: bool = False
    asks: bool = False


@dataclass(frozen=True)
class Condition:
    """Asked only when an earlier question got one of these answers."""

    question: str
    answers: tuple[str | int, ...]


@dataclass(frozen=True)
class Question:
    """`ask_if` are facts of the context, « not anonymous » being the absence of one. `restricted` names its reader."""

    key: str
    wording: str
    kind: Kind
    required: bool = False
    hint: str = ""
    scale: Scale | None = None
    na: str = ""
    choices: tuple[Choice, ...] = ()
    max_choices: int | None = None
    max_length: int = MAX_TEXT
    show_if: Condition | None = None
    ask_if: tuple[str, ...] = ()
    repeated: bool = False
    objectives_as_choices: bool = False
    concept: str = ""
    restricted: str = ""
    feeds: Mapping[str, str] | None = None
    one_idea: bool = False
    weight: float | None = None

    @property
    def asking(self) -> frozenset[str]:
        """The choices that ask the reader of a restricted answer to act; all of them when none is marked: a request
        read for nothing is better than a request lost."""
        marked = frozenset(choice.key for choice in self.choices if choice.asks)
        return marked or frozenset(choice.key for choice in self.choices)

    @property
    def signature(self) -> tuple[Kind, Scale | None]:
        """What two questions of one concept must share to be compared."""
        return self.kind, self.scale


@dataclass(frozen=True)
class Section:
    questions: tuple[Question, ...]
    title: str = ""
    lead: str = ""


@dataclass(frozen=True)
class Wordings:
    """What is said before and after the questions; empty fields say nothing."""

    heading: str = ""
    intro: str = ""
    thanks: str = ""


@dataclass(frozen=True)
class Form:
    """`closing` replaces what it fills of `wordings` when the same questions are put again at the end."""

    title: str
    sections: tuple[Section, ...]
    naming: Naming
    minutes: int
    wordings: Wordings = Wordings()
    closing: Wordings = Wordings()
    audience: str = ""
    filled_by: str = ""
    prefix: str = ""
    methodology: tuple[str, ...] = ()
    text_may_be_required: bool = False

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def by_key(self) -> Mapping[str, Question]:
        return {question.key: question for question in self.questions}

    def said(self, *, closing: bool) -> Wordings:
        """The wordings of this occasion."""
        if not closing:
            return self.wordings
        return Wordings(
            heading=self.closing.heading or self.wordings.heading,
            intro=self.closing.intro or self.wordings.intro,
            thanks=self.closing.thanks or self.wordings.thanks,
        )


def read_form(content: Mapping[str, Any]) -> Form:
    """Shape: {title, heading?, intro, thanks, closing?: {heading?, intro?, thanks?}, minutes, naming, audience,
    filled_by, prefix, methodology?, text_may_be_required?, sections: [{title?, lead?, questions: [question]}]}.

    A question has the fields of `Question`, with `scale: {min, max, low, high | labels}`,
    `choices: [{key, label, exclusive?, asks?}]`, `show_if: {question, in}`, `ask_if: "fact and not fact"`,
    `repeat_for` and `choices_from: session.objectives`. Raises InvalidForm.
    """
    try:
        return Form(
            title=_text(content, "title"),
            sections=tuple(_section(raw) for raw in _rows(content, "sections")),
            naming=Naming(content.get("naming", Naming.NAMED)),
            minutes=int(content["minutes"]),
            wordings=_wordings(content),
            closing=_wordings(content.get("closing") or {}),
            audience=_text(content, "audience"),
            filled_by=_text(content, "filled_by"),
            prefix=_text(content, "prefix"),
            methodology=tuple(str(line) for line in _rows(content, "methodology")),
            text_may_be_required=bool(content.get("text_may_be_required", False)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidForm(f"Ce contenu n’est pas un questionnaire : {error}.") from error


def _wordings(raw: Mapping[str, Any]) -> Wordings:
    return Wordings(heading=_text(raw, "heading"), intro=_text(raw, "intro"), thanks=_text(raw, "thanks"))


def _section(raw: Mapping[str, Any]) -> Section:
    return Section(
        questions=tuple(_question(question) for question in _rows(raw, "questions")),
        title=_text(raw, "title"),
        lead=_text(raw, "lead"),
    )


def _question(raw: Mapping[str, Any]) -> Question:
    show_if = raw.get("show_if")
    weight = raw.get("weight")
    feeds = raw.get("feeds")
    return Question(
        key=str(raw["key"]),
        wording=_text(raw, "wording"),
        kind=Kind(raw["kind"]),
        required=bool(raw.get("required", False)),
        hint=_text(raw, "hint"),
        scale=_scale(raw),
        na=_text(raw, "na"),
        choices=tuple(
            Choice(
                str(choice["key"]),
                str(choice["label"]),
                bool(choice.get("exclusive", False)),
                bool(choice.get("asks", False)),
            )
            for choice in _rows(raw, "choices")
        ),
        max_choices=int(raw["max_choices"]) if raw.get("max_choices") else None,
        max_length=int(raw.get("max_length") or MAX_TEXT),
        show_if=Condition(str(show_if["question"]), tuple(show_if["in"])) if show_if else None,
        ask_if=tuple(part for part in _text(raw, "ask_if").split(" and ") if part),
        repeated=raw.get("repeat_for") == OBJECTIVES,
        objectives_as_choices=raw.get("choices_from") == OBJECTIVES,
        concept=_text(raw, "concept"),
        restricted=_text(raw, "restricted"),
        feeds={str(name): str(value) for name, value in feeds.items()} if feeds else None,
        one_idea=bool(raw.get("one_idea", False)),
        weight=None if weight is None else float(weight),
    )


def _scale(raw: Mapping[str, Any]) -> Scale | None:
    kind, scale = Kind(raw["kind"]), raw.get("scale") or {}
    if kind not in (Kind.RATING, Kind.NPS):
        return None
    lowest, highest = (0, 10) if kind is Kind.NPS else (1, 5)
    return Scale(
        lowest=int(scale.get("min", lowest)),
        highest=int(scale.get("max", highest)),
        low=_text(scale, "low"),
        high=_text(scale, "high"),
        labels=tuple(str(label) for label in _rows(scale, "labels")),
    )


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name) or ""
    if not isinstance(value, str):
        raise TypeError(f"« {name} » est un texte")
    return value.strip()


def _rows(raw: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = raw.get(name) or []
    if not isinstance(value, list | tuple):
        raise TypeError(f"« {name} » est une liste")
    return value
