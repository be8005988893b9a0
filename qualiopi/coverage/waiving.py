"""« Non applicable »: said by a person, with a reason, for a course or for the house; and taken back."""

from datetime import datetime

from django.db import transaction

from lms_onboarding.journal.services import Fact, record

from .models import Waiver
from .reviewing import Reviewer


def waive(indicator: int, course: int | None, reason: str, *, by: Reviewer, now: datetime) -> Waiver:
    """Declare that this indicator does not concern a course, or the house (None). Said twice, the last word stands."""
    with transaction.atomic():
        _end(list(Waiver.objects.select_for_update().filter(indicator=indicator, course=course, ended_at=None)), now)
        made = Waiver.objects.create(
            indicator=indicator,
            course_id=course,
            reason=reason.strip()[:300],
            author_key=by.key,
            author_name=by.name,
            declared_at=now,
        )
        record(Fact("indicator.waived", f"waiver/{made.pk}", now, by.key, _codes(made)), now=now)
    return made


def lift(waiver: Waiver, *, by: Reviewer, now: datetime) -> None:
    """The indicator applies again; what was said stays in the record. Twice is once."""
    with transaction.atomic():
        if Waiver.objects.filter(pk=waiver.pk, ended_at__isnull=True).update(ended_at=now):
            record(Fact("indicator.waiver_lifted", f"waiver/{waiver.pk}", now, by.key, _codes(waiver)), now=now)


def _end(standing: list[Waiver], now: datetime) -> None:
    Waiver.objects.filter(pk__in=[one.pk for one in standing]).update(ended_at=now)


def _codes(waiver: Waiver) -> dict[str, int | None]:
    return {"indicator": waiver.indicator, "course": waiver.course_id}
