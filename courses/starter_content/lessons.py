"""A micro-course file: one page for the course, one per lesson."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markdown_it.token import Token

from courses.enums import Audience, CalloutKind, Proof, RecallDays
from courses.models import LessonPage, MicroCoursePage

from .planning import Identifiers, Planned, Raw, pairs
from .reading import Document, UnreadableFile, html_of, read_yaml, sections

AUDIENCES: Final = {"admin": Audience.ADMIN, "createur": Audience.CREATOR, "manager": Audience.MANAGER}
CALLOUTS: Final = {str(kind.label): kind for kind in CalloutKind}
PROOFS: Final = {
    "oui_non": Proof.YES_NO,
    "nombre": Proof.NUMBER,
    "lien": Proof.LINK,
    "texte_court": Proof.SHORT_TEXT,
    "capture": Proof.SCREENSHOT,
}
RECALLS: Final = {(7,): RecallDays.WEEK, (30,): RecallDays.MONTH, (7, 30): RecallDays.BOTH}
INDEX: Final = "pages/micro-cours"
_CALLOUT: Final = re.compile(r"^<p><strong>([^<.]+)\.</strong>\s*")


@dataclass(frozen=True)
class LessonSource:
    """One `# Title` of a file: prose tokens, the data of its fenced blocks by name, and the order they came in."""

    title: str
    where: str
    blocks: dict[str, Any]
    order: tuple[str, ...]
    tokens: tuple[Token, ...]

    @property
    def slug(self) -> str:
        return str(self.blocks["lesson"]["slug"])


def lessons_of(document: Document) -> Iterator[LessonSource]:
    """The lessons of a micro-course file. Raises UnreadableFile."""
    for title, tokens in sections(document.tokens, "h1"):
        where = f"{document.path.name} « {title} »"
        blocks: dict[str, Any] = {}
        order: list[str] = []
        prose: list[Token] = []
        for token in tokens:
            if token.type == "fence":
                name = token.info.removeprefix("yaml ")
                order.append(name)
                blocks[name] = read_yaml(token.content, where)
            else:
                if token.type == "heading_open" and order[-1:] != ["lesson"]:
                    order.append("prose-after-" + (order[-1] if order else "title"))
                prose.append(token)
        if missing := {"lesson", "action", "check"} - blocks.keys():
            raise UnreadableFile(f"{where} : il manque {', '.join(sorted(missing))}.")
        yield LessonSource(title, where, blocks, tuple(order), tuple(prose))


def plan(document: Document) -> Iterator[Planned]:
    """The page of the micro-course, then those of its lessons. Raises UnreadableFile."""
    meta = document.meta
    key = f"micro_course/{meta['slug']}"
    yield Planned(
        key=key,
        parent=INDEX,
        model=MicroCoursePage,
        slug=meta["slug"],
        title=meta["title"],
        fields={
            "audience": AUDIENCES[meta["role"]].value,
            "summary": meta["summary"],
            "why": meta["why"],
            "badge": meta["badge"],
        },
        streams={"skills": list(pairs("skill", meta["skills"], Identifiers(meta["slug"])))},
    )
    for lesson in lessons_of(document):
        head = lesson.blocks["lesson"]
        yield Planned(
            key=f"lesson/{lesson.slug}",
            parent=key,
            model=LessonPage,
            slug=lesson.slug,
            title=lesson.title,
            fields={"objective": head["objective"], "minutes": head["minutes"]},
            streams={"body": list(body_of(lesson))},
        )


def body_of(lesson: LessonSource) -> Iterator[Raw]:
    """What is read, then the question, then what to do, then what to remember."""
    identifiers = Identifiers(lesson.slug)
    yield from prose_blocks(lesson.tokens, identifiers)
    yield identifiers.block("check", _check(lesson.blocks["check"], identifiers))
    yield identifiers.block("action", _action(lesson.blocks["action"], identifiers))
    if recall := lesson.blocks.get("recall"):
        yield identifiers.block("recall", _recall(recall))


def prose_blocks(tokens: Sequence[Token], identifiers: Identifiers) -> Iterator[Raw]:
    """Headings, callouts and steps each as a block; paragraphs and bullet lists that follow each other as one."""
    text: list[Token] = []
    for piece in _pieces(tokens):
        if piece[0].type in {"paragraph_open", "bullet_list_open"}:
            text += piece
            continue
        if text:
            yield identifiers.block("text", html_of(text))
            text = []
        yield _own_block(piece, identifiers)
    if text:
        yield identifiers.block("text", html_of(text))


def _pieces(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Top-level elements, each with all its tokens."""
    piece: list[Token] = []
    depth = 0
    for token in tokens:
        piece.append(token)
        depth += token.nesting
        if depth == 0:
            yield piece
            piece = []


def _own_block(piece: list[Token], identifiers: Identifiers) -> Raw:
    kind, inner = piece[0].type, piece[1:-1]
    if kind == "heading_open":
        return identifiers.block("heading", inner[0].content)
    if kind == "blockquote_open":
        return identifiers.block("callout", _callout(inner))
    if kind == "ordered_list_open":
        return identifiers.block("steps", identifiers.items("step", [_step(item[1:-1]) for item in _pieces(inner)]))
    raise UnreadableFile(f"élément non prévu : {kind}")


def _step(tokens: list[Token]) -> str:
    html = html_of(tokens)  # a tight list hides its paragraphs
    return html if html.startswith("<p>") else f"<p>{html}</p>"


def _callout(tokens: list[Token]) -> Raw:
    html = html_of(tokens)
    match = _CALLOUT.match(html)
    if not match or match[1] not in CALLOUTS:
        raise UnreadableFile(f"encadré sans nature connue : {html[:60]}")
    text = html[match.end() :]
    return {"kind": CALLOUTS[match[1]].value, "text": f"<p>{text}"}


def _check(question: Raw, identifiers: Identifiers) -> Raw:
    options = [
        {"text": option["text"], "feedback": option["feedback"], "best": bool(option.get("best"))}
        for option in question["options"]
    ]
    return {
        "situation": question["situation"],
        "question": question["question"],
        "options": identifiers.items("option", options),
    }


def _action(action: Raw, identifiers: Identifiers) -> Raw:
    return {
        "title": action["title"],
        "minutes": action["minutes"],
        "steps": identifiers.items("action-step", action["steps"]),
        "success": action["success"],
        "proof": PROOFS[action["proof"]].value,
    }


def _recall(recall: Raw) -> Raw:
    return {"days": RECALLS[tuple(recall["days"])].value, "prompt": recall["prompt"], "answer": recall["answer"]}
