"""Numbers of the registers: the next one, and another try when somebody was faster."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.db import IntegrityError
from django.db.models import Max, QuerySet

TRIES: Final = 8
T = TypeVar("T")


def next_rank(rows: "QuerySet[Any]") -> int:
    return int(rows.aggregate(last=Max("rank"))["last"] or 0) + 1


def once(known: Callable[[], T | None], make: Callable[[], T]) -> T:
    """What is known already, else what `make` writes: its rank may be taken meanwhile, and it is tried again."""
    for _try in range(TRIES):
        found = known()
        if found is not None:
            return found
        try:
            return make()
        except IntegrityError:
            continue
    msg = f"{TRIES} rows in a row took the same number"
    raise RuntimeError(msg)
