"""What the answering pages show: plain values for templates, built from a sheet."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lms_onboarding.common.french import counted

from .enums import Kind, Naming
from .rules import Asked, Checked, Choice
from .rules.asking import fill
from .rules.proofreading import seconds_for
from .services.answering import NAMING, Sheet


@dataclass(frozen=True)
class Option:
    """A radio button or a box."""

    value: str
    label: str
    checked: bool
    aside: str = ""


@dataclass(frozen=True)
class Item:
    """A question on its page. `layout` picks the template: scale, choices, boxes or text."""

    name: str
    id: str
    number: int
    wording: str
    hint: str
    layout: str
    required: bool
    restricted: bool
    options: tuple[Option, ...]
    apart: tuple[Option, ...]
    degrees: int
    ends: tuple[str, str]
    text: str
    error: str

    @property
    def described_by(self) -> str:
        """The ids that a screen reader adds to the wording."""
        parts = [(self.hint, "hint"), (self.ends[0], "ends"), (self.error, "err")]
        return " ".join(f"{self.id}-{part}" for shown, part in parts if shown)


@dataclass(frozen=True)
class Page:
    """One section, out of `total`; `minutes` is what remains to do, this section included."""

    rank: int
    total: int
    title: str
    lead: str
    minutes: int
    items: tuple[Item, ...]
    fields: tuple[str, ...]
    naming: tuple[Option, ...]
    errors: Mapping[str, str]
    links: tuple[tuple[str, str, str], ...]
    added: int = 0
    all_missing: bool = False

    @property
    def is_last(self) -> bool:
        return self.rank == self.total

    @property
    def added_words(self) -> str:
        """« Deux questions s’ajoutent »."""
        verb = "s’ajoutent" if self.added > 1 else "s’ajoute"
        return f"{counted(self.added, 'question', feminine=True).capitalize()} {verb}"

    @property
    def naming_error(self) -> str:
        return self.errors.get(NAMING, "")

    @property
    def headline(self) -> str:
        """« Il manque une réponse. »; what is wrong rather than absent is to be looked at again."""
        count = len(self.errors)
        if self.all_missing:
            return f"Il manque {counted(count, 'réponse', feminine=True)}."
        return f"{counted(count, 'réponse', feminine=True).capitalize()} {'est' if count == 1 else 'sont'} à revoir."


def page_of(
    sheet: Sheet, rank: int, *, checked: Checked | None = None, given: Mapping[str, Any] | None = None, added: int = 0
) -> Page:
    """The section of this rank (from 1), with what was typed when it was refused. Raises IndexError."""
    sections = [(section, [item for item in section.asked if item in sheet.shown]) for section in sheet.sections]
    kept = [(section, items) for section, items in sections if items]
    section, shown = kept[rank - 1]
    errors = dict(checked.errors) if checked else {}
    first = 1 + sum(len(items) for _section, items in kept[: rank - 1])
    typed = given or {}
    items = tuple(
        item_of(asked, typed.get(asked.field, sheet.answers.get(asked.field)), number, errors.get(asked.field, ""))
        for number, asked in enumerate(shown, start=first)
    )
    return Page(
        rank=rank,
        total=len(kept),
        title=section.title,
        lead=section.lead,
        minutes=_remaining([items for _section, items in kept], rank, sheet.form.minutes),
        items=items,
        fields=tuple(asked.field for asked in shown),
        naming=_naming(sheet) if rank == 1 else (),
        errors=errors,
        links=tuple(_links(items, errors)),
        added=added,
        all_missing=checked is not None and set(errors) == set(checked.missing),
    )


def sections_in(sheet: Sheet) -> int:
    """How many pages this person goes through, given the answers so far."""
    return sum(any(item in sheet.shown for item in section.asked) for section in sheet.sections)


def rank_of(sheet: Sheet, fields: Iterable[str]) -> int:
    """The page of the first of these fields, from 1; the first page when none is shown."""
    wanted = set(fields)
    kept = [
        shown for section in sheet.sections if (shown := [item.field for item in section.asked if item in sheet.shown])
    ]
    return next((rank for rank, shown in enumerate(kept, start=1) if wanted & set(shown)), 1)


def texts_of(sheet: Sheet) -> dict[str, str]:
    """The wordings around the questions: heading, intro, thanks, readers."""
    texts: dict[str, str] = {str(name): str(text) for name, text in sheet.invitation.context.get("texts", {}).items()}
    said = sheet.form.said(closing="closing" in sheet.invitation.context.get("facts", ()))
    return {
        "heading": fill(said.heading, texts) or sheet.form.title,
        "intro": fill(said.intro, texts),
        "thanks": fill(said.thanks, texts),
        "readers": texts.get("readers_sentence", ""),
    }


def item_of(asked: Asked, answer: object, number: int, error: str = "") -> Item:
    """How one question is laid out. `answer` is an answer, or what was posted."""
    question, values = asked.question, _values(answer)
    scale, layout = question.scale, "choices"
    options: tuple[Option, ...] = tuple(_option(choice, values) for choice in asked.choices)
    ends = ("", "")
    if scale is not None and scale.labels:
        # the figure is never alone: each degree with its sentence
        options = tuple(
            Option(str(degree), label, str(degree) in values, str(degree))
            for degree, label in zip(scale.degrees, scale.labels, strict=True)
        )
    elif scale is not None:
        layout, ends = "scale", (f"{scale.lowest}, {scale.low}", f"{scale.highest}, {scale.high}")
        options = tuple(
            Option(str(degree), str(degree), str(degree) in values, _end(degree, scale.lowest, scale.highest, scale))
            for degree in scale.degrees
        )
    elif question.kind is Kind.MULTIPLE:
        layout = "boxes"
    elif question.kind is Kind.TEXT:
        layout = "text"
    return Item(
        name=asked.field,
        id="q-" + asked.field.replace("/", "-"),
        number=number,
        wording=asked.wording,
        hint=asked.hint,
        layout=layout,
        required=question.required,
        restricted=bool(question.restricted),
        options=options,
        apart=(Option("na", question.na, "na" in values),) if question.na else (),
        degrees=len(options),
        ends=ends,
        text="\n".join(values) if layout == "text" else "",
        error=error,
    )


def _end(degree: int, lowest: int, highest: int, scale: Any) -> str:
    return scale.low if degree == lowest else scale.high if degree == highest else ""


def _option(choice: Choice, values: list[str]) -> Option:
    return Option(choice.key, choice.label, choice.key in values)


def _values(answer: object) -> list[str]:
    values = answer if isinstance(answer, list | tuple) else [answer]
    return [str(value) for value in values if value is not None]


_NAMING: Final = (
    (Naming.NAMED, "Avec mon nom", "Vous pourrez modifier vos réponses jusqu’à la fermeture."),
    (
        Naming.ANONYMOUS,
        "Sans mon nom",
        "Personne ne saura ce que vous avez répondu. Une fois envoyées, vos réponses ne se modifient plus.",
    ),
)


def _naming(sheet: Sheet) -> tuple[Option, ...]:
    if not sheet.naming_is_open:
        return ()
    return tuple(Option(naming.value, label, sheet.naming == naming, aside) for naming, label, aside in _NAMING)


def _links(items: Iterable[Item], errors: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    """Where each fault is: (anchor, words of the link, sentence)."""
    if NAMING in errors:
        yield "naming", "Votre nom", errors[NAMING]
    for item in items:
        if item.error:
            yield item.id, f"Question {item.number}", item.error


def _remaining(kept: list[list[Asked]], rank: int, minutes: int) -> int:
    costs = [sum(max(seconds_for(asked.question), 1) for asked in items) for items in kept]
    return max(1, math.ceil(minutes * sum(costs[rank - 1 :]) / sum(costs)))
