"""The parts of a message, before filling (pieces with variables) and after it (spans of text)."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Piece:
    """A literal or one variable; `href` is an address, or the name of the variable that holds it."""

    text: str
    is_variable: bool = False
    strong: bool = False
    href: str = ""
    href_is_variable: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Text as the reader sees it: not escaped yet."""

    text: str
    strong: bool = False
    href: str = ""


PieceLine: TypeAlias = tuple[Piece, ...]
Line: TypeAlias = tuple[Span, ...]


class Kind(Enum):
    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"  # first line: the words; next ones: who says them
    BULLETS = "bullets"
    NUMBERS = "numbers"
    ACTION = "action"
    EMBEDDED = "embedded"  # lines of one `…_lines` variable each: they bring their own Markdown


@dataclass(frozen=True, slots=True)
class Template:
    """One block to fill. `entries`: the items of a list (first line, then remarks), or one entry of lines."""

    kind: Kind
    entries: tuple[tuple[PieceLine, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One block, filled: what could vanish has vanished."""

    kind: Kind
    entries: tuple[tuple[Line, ...], ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.entries[0]


class Look(Enum):
    """How a list is drawn; the way it is written decides (docs/messages.md)."""

    ROWS = "rows"  # every item begins with **a term :**
    CONTACTS = "contacts"  # every item begins with **a name**
    LINKS = "links"  # every item begins with a link
    PLAIN = "plain"


def look_of(block: Block) -> Look:
    starts = [entry[0][0] for entry in block.entries]
    if all(start.href for start in starts):
        return Look.LINKS
    if not all(start.strong for start in starts):
        return Look.PLAIN
    terms = [start.text.rstrip().endswith(":") for start in starts]
    if all(terms):
        return Look.ROWS
    return Look.PLAIN if any(terms) else Look.CONTACTS


def text_of(line: Line) -> str:
    return "".join(span.text for span in line)
