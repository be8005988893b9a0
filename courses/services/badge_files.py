"""What the badges of the starter content say, read from their files: the badges room makes badge classes of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from courses.starter_content.folder import STARTER
from courses.starter_content.reading import documents


@dataclass(frozen=True)
class BadgeText:
    """`role` is that of the micro-courses (`createur`); the four texts are Markdown, as written."""

    slug: str
    role: str
    name: str
    summary: str
    expires: bool
    able: str
    criteria: str
    examined: str
    limits: str
    skills: tuple[str, ...]


def badge_texts() -> list[BadgeText]:
    """One per role, in the order of their files. Raises UnreadableFile."""
    found = documents(STARTER)
    skills: dict[str, list[str]] = {}
    for one in found:
        if one.meta["kind"] == "micro_course":
            skills.setdefault(one.meta["badge"], []).extend(one.meta["skills"])
    return [
        BadgeText(
            slug=one.meta["slug"],
            role=one.meta["role"],
            name=one.meta["name"],
            summary=one.meta["summary"],
            expires=one.meta["expires"],
            skills=tuple(dict.fromkeys(skills.get(one.meta["slug"], ()))),
            **dict(zip(("able", "criteria", "examined", "limits"), _parts(one.body), strict=True)),
        )
        for one in found
        if one.meta["kind"] == "badge"
    ]


def _parts(body: str) -> Iterator[str]:
    """The text under each « # » heading: their order is that of STRUCTURE.md."""
    for part in body.split("\n# ")[1:]:
        yield part.partition("\n")[2].strip()
