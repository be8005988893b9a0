"""Names inside the export: ASCII, short, the same from one export to the next; learners by pseudonym."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

LONGEST: Final = 120  # characters of a file name, its folder not counted
_OTHER: Final = re.compile(r"[^A-Za-z0-9._-]+")


@lru_cache(maxsize=1024)
def ascii_name(text: str, *, longest: int = 60) -> str:
    """Letters without accents, digits, dots and dashes: « Programme remis » → « Programme-remis »."""
    plain = text
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("æ", "ae"))
        plain = plain.encode("ascii", "ignore").decode()
    return _OTHER.sub("-", plain).strip("-.")[:longest].rstrip("-.") or "sans-nom"


def pseudonyms(people: Iterable[int]) -> Mapping[int, str]:
    """`APP-0001`… by person, in the order of their ids: nothing in a pseudonym tells a name, a date or a group."""
    return {person: f"APP-{rank:04}" for rank, person in enumerate(sorted(set(people)), start=1)}


def file_name(*, indicator: int, day: str, kind: str, who: str, source: str, extension: str) -> str:
    """« I09_2026-03-02_kit_APP-0007_kit-12.pdf », 120 characters at most."""
    parts = [f"I{indicator:02}", day, ascii_name(kind, longest=40), who, ascii_name(source, longest=24)]
    stem = "_".join(part for part in parts if part)
    return f"{stem[: LONGEST - len(extension) - 1]}.{extension}"
