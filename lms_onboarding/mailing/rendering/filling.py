"""Values into blocks, and what an empty value takes away with it.

An empty optional variable: a `…_sentence` goes alone; between commas, it goes with its comma; anywhere else its line
goes. Then a term without text, a list without items, a quotation without words and a heading with nothing under it go.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from .blocks import Block, Kind, Line, Piece, PieceLine, Span, Template
from .parsing import parse_lines
from .values import EMAIL, PHONE, SENTENCE

_COMMA: Final = ", "
_SPACES: Final = re.compile(r" {2,}")
_EMAIL_ADDRESS: Final = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")


def plain(pieces: PieceLine, values: Mapping[str, str]) -> str:
    """A subject, a preheader, a label: an empty variable leaves no hole."""
    filled = "".join(values[piece.text] if piece.is_variable else piece.text for piece in pieces)
    return _SPACES.sub(" ", filled).strip()


def blocks(templates: Iterable[Template], values: Mapping[str, str]) -> tuple[Block, ...]:
    """The blocks that stand once filled."""
    return tuple(_under_their_heading([block for template in templates for block in _filled(template, values)]))


def _filled(template: Template, values: Mapping[str, str]) -> Iterator[Block]:
    if template.kind is Kind.ACTION:
        yield Block(Kind.ACTION)
    elif template.kind is Kind.EMBEDDED:
        markdown = "\n".join(values[line[0].text] for line in template.entries[0])
        for kind, entries in parse_lines(markdown):
            yield Block(kind, tuple(_promoted(entry) for entry in entries))
    else:
        entries = tuple(
            entry for entry in (_entry(entry, template.kind, values) for entry in template.entries) if entry
        )
        if entries:
            yield Block(template.kind, entries)


def _entry(lines: Sequence[PieceLine], kind: Kind, values: Mapping[str, str]) -> tuple[Line, ...]:
    filled = [_line(line, values) for line in lines]
    kept = tuple(line for line in filled if line)
    if kind is Kind.PARAGRAPH:
        return kept
    if not filled[0] or (kind is not Kind.QUOTE and _is_bare_term(kept)):
        return ()
    return _promoted(kept)


def _promoted(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """« **lundi 3 mars :** » with only a remark below it: the remark is what the term introduces."""
    if len(lines) < 2 or not _is_bare_term(lines[:1]):
        return lines
    term, remark, *others = lines
    return ((*term, Span(" "), *remark), *others)


def _is_bare_term(lines: Sequence[Line]) -> bool:
    return len(lines) == 1 and len(lines[0]) == 1 and lines[0][0].strong and lines[0][0].text.rstrip().endswith(":")


class _Vanish(Exception):
    """The line has nothing left to say."""


def _line(pieces: PieceLine, values: Mapping[str, str]) -> Line:
    """The spans of a line; nothing when the line vanishes."""
    spans: list[Span] = []
    orphan_comma = False  # the first of an enumeration was empty: the comma after it goes
    try:
        for piece in pieces:
            text = _text(piece, values)
            if orphan_comma:
                text = _without_leading_comma(text)
            orphan_comma = not text and _drop(piece, spans)
            if text:
                _append(spans, Span(text, piece.strong, _href(piece, text, values)))
    except _Vanish:
        return ()
    return () if orphan_comma else _tidied(spans)


def _text(piece: Piece, values: Mapping[str, str]) -> str:
    return values[piece.text] if piece.is_variable else piece.text


def _href(piece: Piece, text: str, values: Mapping[str, str]) -> str:
    if piece.href:
        address = values[piece.href] if piece.href_is_variable else piece.href
        if not address:
            raise _Vanish
        return address
    if piece.is_variable and piece.text.endswith(PHONE):
        return _telephone(text)
    if piece.is_variable and piece.text.endswith(EMAIL) and _EMAIL_ADDRESS.fullmatch(text):
        return f"mailto:{text}"
    return ""


def _telephone(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    if len(digits) < 4:
        return ""
    if text.startswith("+"):
        return f"tel:+{digits}"
    return f"tel:+33{digits[1:]}" if len(digits) == 10 and digits.startswith("0") else f"tel:{digits}"


def _without_leading_comma(text: str) -> str:
    if not text.startswith(_COMMA):
        raise _Vanish
    return text.removeprefix(_COMMA)


def _drop(piece: Piece, spans: list[Span]) -> bool:
    """What goes with an empty variable; True when it is the comma that follows."""
    if not piece.is_variable or (piece.text.endswith(SENTENCE) and not piece.href):
        return False
    before = spans[-1].text if spans else ""
    if before.endswith(_COMMA):
        spans[-1] = Span(before.removesuffix(_COMMA), spans[-1].strong, spans[-1].href)
        return False
    if before.endswith(": "):
        return True
    raise _Vanish


def _append(spans: list[Span], span: Span) -> None:
    if spans and (spans[-1].strong, spans[-1].href) == (span.strong, span.href):
        span = Span(spans.pop().text + span.text, span.strong, span.href)
    spans.append(span)


def _tidied(spans: Sequence[Span]) -> Line:
    """No double space where a sentence went, none at the ends; nothing when only punctuation is left."""
    texts = [_SPACES.sub(" ", span.text) for span in spans]
    if not any(character.isalnum() for text in texts for character in text):
        return ()
    texts[0], texts[-1] = texts[0].lstrip(" "), texts[-1].rstrip(" ")
    return tuple(Span(text, span.strong, span.href) for text, span in zip(texts, spans, strict=True) if text)


def _under_their_heading(filled: Sequence[Block]) -> Iterator[Block]:
    """Headings that still have something under them, and everything else."""
    for block, following in zip(filled, [*filled[1:], None], strict=True):
        if block.kind is Kind.HEADING and (following is None or following.kind is Kind.HEADING):
            continue
        yield block
