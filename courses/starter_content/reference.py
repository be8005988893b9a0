"""Help articles, the checklist and the glossary: one page per file."""

import re
from collections.abc import Sequence
from typing import Any, Final

from markdown_it.token import Token

from courses.enums import Doer
from courses.models import ChecklistPage, GlossaryPage, HelpArticlePage

from .lessons import AUDIENCES
from .planning import Identifiers, Planned, pairs
from .reading import Document, UnreadableFile, html_of, sections, text_of

INDEX: Final = "pages/aide"
PROBLEM, CHECKS, ANSWER, PREVENTION, ESCALATION = HELP_SECTIONS = (
    "Le problème",
    "À vérifier, dans l’ordre",
    "La réponse prête à envoyer",
    "Pour que cela ne revienne pas",
    "Quand demander de l’aide",
)
DOERS: Final = {"pilote": Doer.PILOT, "admin": Doer.ADMIN, "createur": Doer.CREATOR, "manager": Doer.MANAGER}
_LABEL: Final = re.compile(r"^(?:<p>)?<strong>(.+?)</strong>\s*(.*?)(?:</p>)?$", re.DOTALL)


def plan_help(document: Document) -> Planned:
    """Raises UnreadableFile."""
    meta = document.meta
    found = dict(sections(document.tokens, "h1"))
    if tuple(found) != HELP_SECTIONS:
        raise UnreadableFile(f"{document.path.name} : sections attendues, dans l’ordre : {', '.join(HELP_SECTIONS)}.")
    return Planned(
        key=f"help/{meta['slug']}",
        parent=INDEX,
        model=HelpArticlePage,
        slug=meta["slug"],
        title=meta["title"],
        fields={
            "summary": meta["summary"],
            **{f"for_{audience}": role in meta["roles"] for role, audience in AUDIENCES.items()},
            "problem": html_of(found[PROBLEM]),
            "answer": _answer(found[ANSWER]),
            "prevention": html_of(found[PREVENTION]),
            "escalation": html_of(found[ESCALATION]),
            "situation": meta["block"],
            "keywords": ", ".join(meta["keywords"]),
            "review_every_months": meta["review_every_months"],
        },
        streams={"checks": list(pairs("point", _points(found[CHECKS], document), Identifiers(meta["slug"])))},
        lessons=tuple(meta["lessons"]),
        reviewed=True,
    )


def plan_checklist(document: Document) -> Planned:
    """Raises UnreadableFile."""
    fence = next((rank for rank, token in enumerate(document.tokens) if token.type == "fence"), None)
    if fence is None:
        raise UnreadableFile(f"{document.path.name} : bloc « yaml checklist » absent.")
    identifiers = Identifiers(document.meta["slug"])
    groups = [
        {"title": group["group"], "points": identifiers.items("point", [_point(item) for item in group["items"]])}
        for group in document.block("checklist")
    ]
    after = document.tokens[fence + 1 :]
    return _reviewed(
        document,
        ChecklistPage,
        fields={
            "introduction": html_of(document.tokens[:fence]),
            "afterwards": html_of(after[3:] if after and after[0].type == "heading_open" else after),
        },
        streams={"groups": list(pairs("group", groups, identifiers))},
    )


def plan_glossary(document: Document) -> Planned:
    terms = [{"term": term, "definition": text_of(tokens)} for term, tokens in sections(document.tokens, "h2")]
    streams = {"terms": list(pairs("term", terms, Identifiers(document.meta["slug"])))}
    return _reviewed(document, GlossaryPage, fields={}, streams=streams)


def _reviewed(document: Document, model: type[Any], *, fields: dict[str, Any], streams: dict[str, Any]) -> Planned:
    meta = document.meta
    return Planned(
        key=f"{meta['kind']}/{meta['slug']}",
        parent=INDEX,
        model=model,
        slug=meta["slug"],
        title=meta["title"],
        fields={"summary": meta["summary"], "review_every_months": meta["review_every_months"], **fields},
        streams=streams,
        reviewed=True,
    )


def _answer(tokens: Sequence[Token]) -> str:
    """Plain paragraphs, an empty line between two: what will be in the clipboard."""
    return "\n\n".join(text_of([token]) for token in tokens if token.type == "inline")


def _points(tokens: Sequence[Token], document: Document) -> list[dict[str, str]]:
    points = []
    for rank, token in enumerate(tokens):
        if token.type != "list_item_open":
            continue
        match = _LABEL.match(html_of(tokens[rank + 1 : rank + 4]))
        if not match:
            raise UnreadableFile(f"{document.path.name} : chaque point commence par un libellé en gras.")
        points.append({"title": match[1].removesuffix("."), "text": f"<p>{match[2]}</p>"})
    return points


def _point(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "slug": item["slug"],
        "true_when": item["true_when"],
        "check": item["check"],
        "who": DOERS[item["who"]].value,
        "days_before": int(item["when"].removeprefix("J-")),
        "required": item["required"],
    }
