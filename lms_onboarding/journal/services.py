"""The only way into the journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .models import Entry

SYSTEM = "system"


@dataclass(frozen=True)
class Fact:
    """One fact to record; `codes` holds short codes and ids, never free text nor personal data."""

    verb: str
    subject: str
    occurred_at: datetime
    actor: str = SYSTEM
    codes: Mapping[str, str | int | bool | None] = field(default_factory=dict)


def record(fact: Fact, *, now: datetime) -> Entry:
    """Append one fact; `now` is when the product learns it."""
    return record_many([fact], now=now)[0]


def record_many(facts: Iterable[Fact], *, now: datetime) -> list[Entry]:
    """Append facts in one query."""
    entries = [
        Entry(
            verb=fact.verb,
            subject=fact.subject,
            actor=fact.actor,
            occurred_at=fact.occurred_at,
            recorded_at=now,
            codes=dict(fact.codes),
        )
        for fact in facts
    ]
    return Entry.objects.bulk_create(entries, batch_size=1000)
