"""What a leaf stands for: one entry of the journal, or one issued document, as canonical bytes."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.journal.models import Entry

from .models import Leaf, LeafKind

# What never changes of each. A document that is replaced later stays what it was: `superseded_by` is no content.
ENTRY: Final = ("pk", "verb", "subject", "actor", "occurred_at", "recorded_at", "codes")
DOCUMENT: Final = (
    *("pk", "key", "kind", "number", "holder_key", "about", "title", "filename", "content_type", "blob_id", "data"),
    "issued_at",
)


@dataclass(frozen=True)
class Source:
    """A table whose rows are sealed, and the columns that make their content."""

    kind: LeafKind
    rows: Callable[[], QuerySet[Any]]
    columns: Sequence[str]

    def unsealed(self, *, above: int, limit: int) -> Iterator[tuple[int, bytes]]:
        """Ids above `above` that no seal holds, in their order, with their contents."""
        leaves = Leaf.objects.filter(kind=self.kind, ref=OuterRef("pk"))
        rows = self.rows().filter(~Exists(leaves), pk__gt=above).order_by("pk")
        for row in rows.values_list(*self.columns)[:limit].iterator(chunk_size=2000):
            yield row[0], canonical(self.columns, row)

    def found(self, refs: Iterable[int]) -> dict[int, bytes]:
        """Contents of these ids; an id that is not there has none."""
        rows = self.rows().filter(pk__in=list(refs)).values_list(*self.columns)
        return {row[0]: canonical(self.columns, row) for row in rows}


SOURCES: Final = (
    Source(LeafKind.ENTRY, Entry.objects.all, ENTRY),
    Source(LeafKind.DOCUMENT, IssuedDocument.objects.all, DOCUMENT),
)


def canonical(columns: Sequence[str], row: Sequence[Any]) -> bytes:
    """The same bytes for the same content, whatever the database: sorted JSON, moments in UTC to the microsecond."""
    told = {name: _plain(value) for name, value in zip(columns, row, strict=True)}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
