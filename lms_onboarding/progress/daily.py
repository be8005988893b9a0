"""Adding to the days of activity. Every writer goes through here: one row per enrolment, day and source."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Case, F, PositiveIntegerField, When

from .enums import Source
from .models import DailyActivity
from .rules import VISIT_GAP

Counter = Literal["lessons", "checks", "actions"]


def count(enrolment: int, counter: Counter, *, day: date, at: datetime) -> None:
    """One gesture in the portal: one query, a few more on the first gesture of a day."""
    rows = DailyActivity.objects.filter(enrolment=enrolment, day=day, source=Source.PORTAL)
    if rows.update(**{counter: F(counter) + 1}, **_seen(at)):
        return
    first = {counter: 1, "visits": 1, "events": 1, "last_at": at}
    _row, made = rows.get_or_create(enrolment_id=enrolment, day=day, source=Source.PORTAL, defaults=first)
    if not made:  # two first gestures at once: the row of the other one is there now
        rows.update(**{counter: F(counter) + 1}, **_seen(at))


def visit(enrolments: Collection[int], known: Collection[int], *, day: date, at: datetime) -> None:
    """One page read, for these enrolments, of which those `known` have a row that day already."""
    if known:
        DailyActivity.objects.filter(enrolment__in=known, day=day, source=Source.PORTAL).update(**_seen(at))
    new = [pk for pk in enrolments if pk not in known]
    DailyActivity.objects.bulk_create(_first_visits(new, day, at), ignore_conflicts=True)


def _seen(at: datetime) -> dict[str, Any]:
    """One more gesture, and one more visit after half an hour away."""
    again = When(last_at__lte=at - VISIT_GAP, then=F("visits") + 1)
    visits = Case(again, default=F("visits"), output_field=PositiveIntegerField())
    return {"visits": visits, "events": F("events") + 1, "last_at": at}


def _first_visits(enrolments: Iterable[int], day: date, at: datetime) -> list[DailyActivity]:
    return [
        DailyActivity(enrolment_id=pk, day=day, source=Source.PORTAL, visits=1, events=1, last_at=at)
        for pk in enrolments
    ]
