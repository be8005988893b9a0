"""The body of a lesson, piece by piece: what is the same for everybody is rendered once per process and kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.utils.safestring import SafeString

from courses.models import LessonPage

# Words only. Files, pictures and videos show rows that may change without the lesson being published again.
WORDS: Final = frozenset({"heading", "text", "steps", "callout", "recall"})
KEPT: Final = 4096


@dataclass(frozen=True, slots=True)
class Piece:
    """`html` when it is ready; else `block`, to render for this reader."""

    html: SafeString | None = None
    block: Any = None


def pieces_of(page: LessonPage, labels: Mapping[str, str]) -> list[Piece]:
    """In their order. The key of a kept piece is what it says, so that an edition never shows an old one."""
    names = tuple(sorted(labels.items()))
    found = []
    for rank, raw in enumerate(page.body.raw_data):
        written = json.dumps(raw, sort_keys=True) if raw["type"] in WORDS else ""
        # a link to a page or a document is looked up at each display: its address may change
        if written and "linktype" not in written:
            found.append(Piece(html=_rendered(written, names)))
        else:
            found.append(Piece(block=page.body[rank]))
    return found


@lru_cache(maxsize=KEPT)
def _rendered(written: str, names: tuple[tuple[str, str], ...]) -> SafeString:
    stream = LessonPage._meta.get_field("body").stream_block  # noqa: SLF001  Django's documented API
    html: SafeString = stream.to_python([json.loads(written)])[0].render(context={"menu_labels": dict(names)})
    return html
