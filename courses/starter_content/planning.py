"""What a file of the starter content becomes: pages to be, in the order of their tree, with their values.

Blocks and items get identifiers that follow from the slug: loading again changes none, so attempts stay attached.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from courses.models.base import ProsePage

Raw = dict[str, Any]


@dataclass(frozen=True)
class Planned:
    """A page to be. `key` is stable; `parent`: the key of its parent, "" under the home.

    `streams`: StreamFields as raw blocks; `lessons`: slugs of the lessons a help article points to.
    """

    key: str
    parent: str
    model: type[ProsePage]
    slug: str
    title: str
    fields: dict[str, Any] = field(default_factory=dict)
    streams: dict[str, list[Raw]] = field(default_factory=dict)
    lessons: tuple[str, ...] = ()
    in_menus: bool = False
    reviewed: bool = False


class Identifiers:
    """Stable identifiers for the blocks of one page, counted by kind: a paragraph more does not rename a question."""

    def __init__(self, slug: str) -> None:
        self._slug = slug
        self._counts: Counter[str] = Counter()

    def _next(self, kind: str) -> str:
        self._counts[kind] += 1
        return str(uuid5(NAMESPACE_URL, f"lmso-starter/{self._slug}/{kind}/{self._counts[kind]}"))

    def block(self, kind: str, value: Any) -> Raw:
        """One block of a StreamField, as it is stored."""
        return {"type": kind, "value": value, "id": self._next(kind)}

    def items(self, kind: str, values: Sequence[Any]) -> list[Raw]:
        """The items of a ListBlock, as they are stored; `kind` only names them."""
        return [{"type": "item", "value": value, "id": self._next(kind)} for value in values]


def pairs(kind: str, values: Sequence[Any], identifiers: Identifiers) -> Iterator[Raw]:
    """Blocks of the same type."""
    for value in values:
        yield identifiers.block(kind, value)
