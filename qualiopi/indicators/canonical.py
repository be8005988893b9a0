"""The full content of a source as bytes: one word changed anywhere, and the bytes change."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import QuerySet


def contents_of(rows: "QuerySet[Any]", ids: Iterable[int], columns: tuple[str, ...]) -> dict[int, bytes]:
    """Canonical content of these rows: their columns, those of what they hang on included. One query."""
    found = rows.filter(pk__in=list(ids)).values_list("pk", *columns)
    return {row[0]: canonical(dict(zip(columns, row[1:], strict=True))) for row in found}


def canonical(told: Mapping[str, Any]) -> bytes:
    """Sorted JSON; moments in UTC to the microsecond, whatever the database."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else str(value)
