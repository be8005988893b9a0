"""What the undoing of an import finds here: a learner who did something, or of whom something was noted, stays."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Model
from django.utils.translation import gettext as _

from .models import (
    ActionDone,
    AttendanceMark,
    AttendanceSignature,
    CheckAttempt,
    DailyActivity,
    HumanHelp,
    LessonProgress,
    StuckReport,
)

OF_ENROLMENTS: Final[tuple[type[Model], ...]] = (
    DailyActivity,
    AttendanceMark,
    AttendanceSignature,
    HumanHelp,
    LessonProgress,
    StuckReport,
    CheckAttempt,
    ActionDone,
)
OF_PEOPLE: Final[tuple[type[Model], ...]] = (LessonProgress, StuckReport, CheckAttempt, ActionDone)


def held(enrolments: Sequence[int]) -> dict[int, str]:
    """Enrolments that already have a day of activity, a presence, a call for help."""
    return _held(OF_ENROLMENTS, "enrolment", enrolments, _("une activité ou une présence est déjà notée"))


def held_people(people: Sequence[int]) -> dict[int, str]:
    return _held(OF_PEOPLE, "person", people, _("une activité est déjà notée"))


def _held(models: Sequence[type[Model]], name: str, pks: Sequence[int], reason: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for model in models:
        rows = model._default_manager.filter(**{f"{name}__in": list(pks)})  # noqa: SLF001 - Django's public name
        found |= dict.fromkeys(rows.values_list(f"{name}_id", flat=True).distinct(), reason)
    return found
