"""The plain-text twin: headings in capitals, addresses in full, the footer last."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lms_onboarding.common.typography import NBSP

from .blocks import Block, Kind, Line, Look, Span, look_of


def write(blocks: Iterable[Block], footer: Iterable[Block], *, label: str, address: str) -> str:
    """The whole message. `label` and `address` are those of its action, empty when it has none."""
    parts: list[str] = []
    under_heading = False
    for block in blocks:
        text = _block(block, label, address)
        if under_heading:
            parts[-1] += f"\n{text}"
        else:
            parts.append(text)
        under_heading = block.kind is Kind.HEADING
    parts += [_lines(block.lines) for block in footer]
    return "\n\n".join(parts) + "\n"


def _block(block: Block, label: str, address: str) -> str:
    match block.kind:
        case Kind.ACTION:
            return f"{label}{NBSP}: {address}"
        case Kind.HEADING:
            return _lines(block.lines).upper()
        case Kind.QUOTE:
            words, *who = [_line(line) for line in block.lines]
            return "\n".join([f"«{NBSP}{words}{NBSP}»", *who])
        case Kind.BULLETS | Kind.NUMBERS:
            return "\n".join(_items(block))
        case _:
            return _lines(block.lines)


def _items(block: Block) -> Iterator[str]:
    look = look_of(block)
    for rank, entry in enumerate(block.entries, start=1):
        mark = f"{rank}." if block.kind is Kind.NUMBERS else "-"
        words = _line(entry[0]) + _remarks(look, entry[1:])
        yield f"{mark} {words.removesuffix(':').rstrip()}"


_REMARKS: Final = {Look.ROWS: " ({})", Look.CONTACTS: f"{NBSP}: {{}}", Look.LINKS: ", {}", Look.PLAIN: " ({})"}


def _remarks(look: Look, lines: Sequence[Line]) -> str:
    return _REMARKS[look].format(", ".join(_line(line) for line in lines)) if lines else ""


def _lines(lines: Iterable[Line]) -> str:
    return "\n".join(_line(line) for line in lines)


def _line(line: Line) -> str:
    return "".join(_span(span) for span in line)


def _span(span: Span) -> str:
    address = span.href.removeprefix("mailto:")
    if not address or address.startswith("tel:") or address in span.text:
        return span.text
    return f"{span.text} ({address})"
