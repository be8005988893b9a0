"""What people owe to the sessions around a moment, and by when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from lms_onboarding.common.calendar import local_date
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session
from qualiopi.referential import grid_at

from .overview import Asked, Missing, overview, owners_of, shown_indicators

BEFORE: Final = timedelta(days=200)  # the last pieces of a session are due three months after its end
AFTER: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Debt:
    """One lot of pieces, the person who owes it (None: nobody is named), the day it is due."""

    told: Missing
    owner: int | None
    day: date

    @property
    def requirement(self) -> str:
        """« session/12/bilan »."""
        return f"session/{self.told.session}/{self.told.kind.id}"

    @property
    def words(self) -> str:
        units = self.told.owing.units
        return f"{self.told.words} ({units})" if units > 1 else self.told.words


def debts(organisation: ProviderSettings, *, now: datetime, of: int | None = None) -> list[Debt]:
    """What is missing or soon due around `now`, the first due first; what one person owes, when `of` names them. As
    many queries whatever the number of sessions."""
    selection = _around(now)
    if of is not None and of not in _referents(organisation):
        selection = selection.filter(pk__in=_theirs(of).values("pk"))
    version = grid_at(local_date(now, organisation.zone))
    asked = Asked(grid=version, indicators=shown_indicators(version), now=now)
    missing = overview(selection, (), organisation, asked, count=selection.count()).missing
    found = [
        Debt(one, owner, local_date(one.owing.due, organisation.zone))
        for one, owner in zip(missing, owners_of(missing, organisation), strict=True)
        if of is None or owner == of
    ]
    return sorted(found, key=lambda one: (one.day, one.told.code, one.told.kind.id))


def may_owe(person: int, organisation: ProviderSettings) -> bool:
    """Whether this person has, or had, a role that owes pieces."""
    return person in _referents(organisation) or _theirs(person).exists()


def _referents(organisation: ProviderSettings) -> tuple[int | None, int | None]:
    return organisation.administrative_referent_id, organisation.pedagogical_referent_id


def _theirs(person: int) -> "QuerySet[Session]":
    return Session.objects.filter(Q(trainers__person=person) | Q(referent=person))


def _around(now: datetime) -> "QuerySet[Session]":
    return Session.objects.standing().filter(starts_at__lte=now + AFTER, ends_at__gte=now - BEFORE).order_by("pk")
