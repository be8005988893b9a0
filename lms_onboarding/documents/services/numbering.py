"""Numbers of documents: taken before drawing, so that a crash leaves a gap in the series, never a repeat."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from lms_onboarding.documents.models import Series


def next_numbers(prefixes: Sequence[str], year: int) -> list[str]:
    """A number for each, in order; one short transaction per series."""
    given = {prefix: iter(_taken(f"{prefix}-{year}", count)) for prefix, count in Counter(prefixes).items()}
    return [next(given[prefix]) for prefix in prefixes]


def _taken(series: str, count: int) -> list[str]:
    with transaction.atomic():
        if not _raise(series, count):
            Series.objects.bulk_create([Series(prefix=series)], ignore_conflicts=True)
            _raise(series, count)
        # our own update holds the row until commit
        last = Series.objects.values_list("last", flat=True).get(pk=series)
    return [f"{series}-{number:04}" for number in range(last - count + 1, last + 1)]


def _raise(series: str, count: int) -> int:
    return Series.objects.filter(pk=series).update(last=F("last") + count)
