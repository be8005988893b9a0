"""Visits, one row per day: a sign of life, not a time sheet."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery

from lms_onboarding.common.calendar import PARIS, local_date
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress import daily
from lms_onboarding.progress.enums import Source
from lms_onboarding.progress.models import DailyActivity
from lms_onboarding.progress.rules import QUIET


def touch_day(*, person: Person, now: datetime, zone: ZoneInfo = PARIS) -> bool:
    """Note that this person is here today, in every session where they have a place. Returns whether it was written.

    Pages read in a row are batched: one query, which reads, and nothing written until ten minutes have passed. Without
    a place, a person leaves no trace.
    """
    day = local_date(now, zone)
    seen = DailyActivity.objects.filter(enrolment=OuterRef("pk"), day=day, source=Source.PORTAL)
    places = dict(
        Enrolment.objects.placed()
        .in_standing_sessions()
        .filter(person=person)
        .annotate(seen_at=Subquery(seen.values("last_at")[:1]))
        .order_by("pk")
        .values_list("pk", "seen_at")
    )
    return _note(places, day=day, now=now)


def touch_places(places: Collection[int], *, now: datetime, zone: ZoneInfo = PARIS) -> bool:
    """The same, for a page that has read the open enrolments already: its query is a simpler one."""
    day = local_date(now, zone)
    rows = DailyActivity.objects.filter(enrolment__in=places, day=day, source=Source.PORTAL)
    seen = dict(rows.values_list("enrolment", "last_at")) if places else {}
    return _note({pk: seen.get(pk) for pk in places}, day=day, now=now)


def _note(places: Mapping[int, datetime | None], *, day: date, now: datetime) -> bool:
    due = [pk for pk, seen_at in places.items() if seen_at is None or now - seen_at >= QUIET]
    if due:
        daily.visit(due, [pk for pk in due if places[pk] is not None], day=day, at=now)
    return bool(due)
