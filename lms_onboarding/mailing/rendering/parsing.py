"""Markdown to blocks, with a strict subset: titles, lists, bold, links, quotations. No HTML, no pictures, no code.

Variables are hidden from the parser behind private characters: neither their names nor their values are Markdown.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .blocks import Kind, Line, Piece, PieceLine, Span, Template

VARIABLE: Final = re.compile(r"\{\{ (\w+) \}\}")
SAFE_HREF: Final = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\"]+|⟦link:\d+⟧")
ACTION: Final = "[[action]]"

_HIDDEN: Final = re.compile("\ue000(\\w+)\ue001")
_INLINE: Final = ("emphasis", "link", "newline", "escape")


class _Parser(MarkdownIt):
    """Addresses stay as written: a link marker is expanded at SMTP time, an unknown scheme stays visible text."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the name is markdown-it's
        return url

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name is markdown-it's
        return bool(SAFE_HREF.fullmatch(url) or _HIDDEN.fullmatch(url))


_BODY: Final = _Parser("zero").enable([*_INLINE, "heading", "list", "blockquote"])
_LINES: Final = _Parser("zero").enable([*_INLINE, "list"])


def pieces(text: str) -> PieceLine:
    """A subject or a label: literals and variables, no Markdown."""
    return _pieces(VARIABLE.sub("\ue000\\1\ue001", text))


def _pieces(hidden: str, *, strong: bool = False, href: str = "") -> PieceLine:
    target = _HIDDEN.fullmatch(href)
    address, named = (target[1], True) if target else (href, False)
    # re.split alternates literals and captured names
    return tuple(
        Piece(text, is_variable=bool(rank % 2), strong=strong, href=address, href_is_variable=named)
        for rank, text in enumerate(_HIDDEN.split(hidden))
        if text
    )


def _lines(inline: Token) -> tuple[PieceLine, ...]:
    lines: list[list[Piece]] = [[]]
    strong, href = 0, ""
    for token in inline.children or ():
        match token.type:
            case "softbreak" | "hardbreak":
                lines.append([])
            case "strong_open":
                strong += 1
            case "strong_close":
                strong -= 1
            case "link_open":
                href = str(token.attrs["href"])
            case "link_close":
                href = ""
            case _:
                lines[-1] += _pieces(token.content, strong=bool(strong), href=href)
    return tuple(tuple(line) for line in lines if line)


def _is_embedded(lines: Sequence[PieceLine]) -> bool:
    return all(len(line) == 1 and line[0].is_variable and line[0].text.endswith("_lines") for line in lines)


def _paragraph(inline: Token) -> Template:
    if inline.content == ACTION:
        return Template(Kind.ACTION)
    lines = _lines(inline)
    return Template(Kind.EMBEDDED if _is_embedded(lines) else Kind.PARAGRAPH, (lines,))


_CONTAINERS: Final = {"bullet_list": Kind.BULLETS, "ordered_list": Kind.NUMBERS, "blockquote": Kind.QUOTE}


def _walk(tokens: Sequence[Token]) -> Iterator[Template]:
    """Lists inside lists are flattened: a mail has one level, and so has its plain text."""
    depth, kind, entries = 0, Kind.PARAGRAPH, list[tuple[PieceLine, ...]]()
    for position, token in enumerate(tokens):
        name = token.type.rpartition("_")[0]
        if name in _CONTAINERS:
            depth += token.nesting
            if token.nesting == 1 and depth == 1:
                kind, entries = _CONTAINERS[name], []
            if depth == 0 and entries:
                yield Template(kind, tuple(entries))
        elif token.type == "inline" and depth:
            entries += [lines for lines in [_lines(token)] if lines]
        elif token.type == "inline" and tokens[position - 1].type == "heading_open":
            yield Template(Kind.TITLE if tokens[position - 1].tag == "h1" else Kind.HEADING, (_lines(token),))
        elif token.type == "inline":
            yield _paragraph(token)


def parse(markdown: str) -> tuple[Template, ...]:
    """The blocks of a message file or of a footer."""
    return tuple(_walk(_BODY.parse(VARIABLE.sub("\ue000\\1\ue001", markdown))))


@lru_cache(maxsize=1024)  # the programme and the objectives of a session come back for each of its learners
def parse_lines(markdown: str) -> tuple[tuple[Kind, tuple[tuple[Line, ...], ...]], ...]:
    """The blocks a `…_lines` value brings: paragraphs and lists, already whole."""
    return tuple(
        (
            Kind.PARAGRAPH if template.kind in (Kind.ACTION, Kind.EMBEDDED) else template.kind,
            tuple(tuple(tuple(_span(piece) for piece in line) for line in entry) for entry in template.entries),
        )
        for template in _walk(_LINES.parse(markdown))
        if template.entries
    )


def _span(piece: Piece) -> Span:
    return Span(piece.text, piece.strong, piece.href)
