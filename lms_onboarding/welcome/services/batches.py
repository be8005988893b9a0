"""Many rows, few queries, short transactions: how every sweep of this room writes.

A batch locks rows that nobody else holds (PostgreSQL; on SQLite the IMMEDIATE transaction is the lock), reads again
what still has to be done under that lock, and writes. Two workers sweeping at once share the work and never do it
twice.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

from django.db import transaction
from django.db.models import QuerySet

SIZE: Final = 1000
# Contents of sessions weigh more than rows of learners: so many at a time, whatever the number of learners.
SESSIONS_AT_ONCE: Final = 200

Row = TypeVar("Row")
Rows = TypeVar("Rows", bound=QuerySet[Any])


def in_batches(
    pending: Callable[[], Rows], read: Callable[[Rows], list[Row]], write: Callable[[list[Row]], int]
) -> int:
    """Write what is pending, a batch per transaction; returns how many rows were written.

    The lock falls on the rows of `pending` alone: what it joins stands in a subquery.
    """
    written, after = 0, 0
    while True:
        with transaction.atomic():
            wanted = pending().filter(pk__gt=after).order_by("pk").values("pk")[:SIZE]
            locked = wanted.model.objects.filter(pk__in=wanted).order_by("pk").select_for_update(skip_locked=True)
            ids = list(locked.values_list("pk", flat=True))
            # A new statement sees what was committed while we waited: what another sweep did is no longer pending.
            rows = read(pending().filter(pk__in=ids).order_by("pk")) if ids else []
            written += write(rows) if rows else 0
        if not ids:
            return written
        after = ids[-1]


def groups(counts: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """(session, learners) pairs → lists of sessions that fill a batch, or nearly."""
    group: list[int] = []
    learners = 0
    for session, count in counts:
        if group and (learners + count > SIZE or len(group) >= SESSIONS_AT_ONCE):
            yield group
            group, learners = [], 0
        group.append(session)
        learners += count
    if group:
        yield group
