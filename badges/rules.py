"""Decisions about badges, in plain Python: what is earned, what is missing, when a badge ends."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What earned a badge, as whoever awards it knows it.

    `about` names the journey (`enrolment/12`) and makes the natural key; empty, the person does. `earned_at` is when
    the last condition came true. Either the session is released with its objectives and micro-courses, or somebody
    examined the evidence (`examined_by`, a journal actor): nothing is awarded before eligibility is final.
    """

    person: Person
    earned_at: datetime
    about: str = ""
    released_at: datetime | None = None
    objectives_acquired: Sequence[str] = ()
    objectives_missing: Sequence[str] = ()
    courses_completed: Sequence[str] = ()
    courses_missing: Sequence[str] = ()
    hours: str = ""  # « 21 heures », as the programme states it
    examined_by: str = ""
    uuid: UUID | None = None  # already printed on documents of the same release

    @property
    def journey(self) -> str:
        return self.about or self.person.key

    def frozen(self) -> dict[str, object]:
        """What is kept with the award: names of objectives and courses, numbers; nothing of the person."""
        return {
            "objectives": list(self.objectives_acquired),
            "objectives_asked": len(self.objectives_acquired) + len(self.objectives_missing),
            "courses": list(self.courses_completed),
            "hours": self.hours,
            "examined": bool(self.examined_by),
        }


def missing(facts: Facts) -> list[str]:
    """What is still to be done, in French, for the closing message; nothing when the badge is earned."""
    if facts.examined_by:
        return []
    found = [] if facts.released_at else [_("La clôture de la session n’est pas encore faite")]
    found += [_("Objectif à acquérir : %(name)s") % {"name": name} for name in facts.objectives_missing]
    found += [_("Micro-cours à terminer : %(name)s") % {"name": name} for name in facts.courses_missing]
    return found


def expiry(issued_at: datetime, months: int | None, zone: tzinfo) -> datetime | None:
    """The same wall clock `months` later; the 31st becomes the last day of a shorter month."""
    if months is None:
        return None
    start = french.local(issued_at, zone)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)
