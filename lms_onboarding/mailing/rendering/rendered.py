"""The one verb of this package."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from . import filling, html, text
from .blocks import Kind
from .catalogue import catalogue
from .values import prepare

_SUBJECT_MAX: Final = 200  # characters kept by OutgoingMail.subject


@dataclass(frozen=True)
class Rendered:
    """A message ready to leave, personal links still as `⟦link:12⟧`. `optout`: its reader may refuse such messages."""

    subject: str
    preheader: str
    text: str
    html: str
    optout: bool


@dataclass(frozen=True)
class Letter:
    """A message as its sender may still change it: no button, no footer. `label` is what its button would say."""

    subject: str
    text: str
    label: str


def letter(message: str, variables: Mapping[str, str]) -> Letter:
    """The words of a message that a person will read over and send. Raises as `render` does."""
    spec = catalogue().message(message)
    given = dict.fromkeys(spec.footer.names, "") | dict(variables)
    values = prepare(spec.key, spec.names, spec.optional | spec.footer.names, given)
    blocks = [block for block in filling.blocks(spec.blocks, values) if block.kind is not Kind.ACTION]
    return Letter(
        subject=filling.plain(spec.subject, values),
        text=text.write(blocks, (), label="", address="").strip(),
        label=filling.plain(spec.label, values),
    )


def render(message: str, variables: Mapping[str, str]) -> Rendered:
    """The message `message` (« welcome.kit_onsite ») filled with `variables`; those it does not use are ignored.

    Plain values are text, whatever they contain; `…_lines` values bring Markdown (lists, links, bold), where foreign
    text goes through `as_markdown`. Raises UnknownMessage, MissingVariable, UnsafeAddress and, once per process at
    most, InvalidMessageFile.
    """
    spec = catalogue().message(message)
    values = prepare(spec.key, spec.names, spec.optional, variables)
    subject, preheader = filling.plain(spec.subject, values), filling.plain(spec.preheader, values)
    label, address = filling.plain(spec.label, values), values.get(spec.action_url, "")
    blocks = [
        block for block in filling.blocks(spec.blocks, values) if address or block.kind is not Kind.ACTION
    ]  # no button without an address: never a broken link
    footer = filling.blocks(spec.footer.blocks, values)
    if len(subject) > _SUBJECT_MAX:
        subject = f"{subject[: _SUBJECT_MAX - 1]}…"
    return Rendered(
        subject=subject,
        preheader=preheader,
        text=text.write(blocks, footer, label=label, address=address),
        html=html.write(
            blocks,
            footer,
            subject=subject,
            preheader=preheader,
            brand=values.get("organisation_name", ""),
            button=html.button_of(label, address),
        ),
        optout=spec.footer.optout,
    )
