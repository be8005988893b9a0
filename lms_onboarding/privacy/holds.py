"""Holding things back from the purge and from erasure: for a reason, until a day."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from django.db import transaction
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Session, Slot

from .models import LegalHold

LONGEST: Final = 3660  # days


class HoldRefused(Refused):
    """Such a hold cannot be placed."""


def place_hold(
    *, person: Person | None = None, session: Session | None = None, reason: str, until: date, by: str, now: datetime
) -> LegalHold:
    """Nothing about this person, or this session, goes before the end of `until`. Raises HoldRefused."""
    today, said = local_date(now, provider().zone), " ".join(reason.split())
    if (person is None) == (session is None):
        raise HoldRefused(_("Choisissez une personne ou une session, et une seule."), field="target")
    if not said:
        raise HoldRefused(_("Dites pourquoi : un litige, un contrôle, un audit en cours."), field="reason")
    if until <= today:
        raise HoldRefused(_("Choisissez un jour à venir : une conservation a toujours une fin."), field="until")
    if (until - today).days > LONGEST:
        raise HoldRefused(_("Dix ans au plus : vous pourrez la prolonger."), field="until")
    with transaction.atomic():
        hold = LegalHold.objects.create(
            person=person,
            session=session,
            reason=said[:300],
            until=until,
            placed_at=now,
            placed_on=today,
            placed_by=by,
        )
        codes: dict[str, str | int | bool | None] = {"hold": hold.pk, "until": until.isoformat()}
        about = person.key if person else f"session/{session.pk}" if session else ""
        record(Fact("privacy.hold_placed", about, now, by, codes), now=now)
    return hold


def lift_hold(hold: LegalHold, *, by: str, now: datetime) -> bool:
    """What it held back follows the calendar again. Twice is once; returns whether this call lifted it."""
    with transaction.atomic():
        if not LegalHold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(lifted_at=now, lifted_by=by):
            return False
        record(Fact("privacy.hold_lifted", hold.key, now, by, {"hold": hold.pk}), now=now)
    return True


def keyed(prefix: str, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Rows as the rooms below name them, in a query: `keyed("enrolment/", …)` gives « enrolment/12 »."""
    return rows.annotate(said=Concat(Value(prefix), Cast("pk", CharField()))).values("said")


@dataclass(frozen=True)
class Held:
    """What stands under a hold on one day, as queries: a session of a thousand people is held as fast as one.

    Without a day, nothing is held.
    """

    today: date | None

    @cached_property
    def holds(self) -> "QuerySet[LegalHold]":
        return LegalHold.objects.standing(self.today) if self.today else LegalHold.objects.none()

    @cached_property
    def people(self) -> "QuerySet[Person]":
        """Those who are held, and those of a session that is."""
        named = Q(pk__in=self.holds.filter(person__isnull=False).values("person"))
        return Person.objects.filter(named | Q(pk__in=Enrolment.objects.filter(self._of_sessions()).values("person")))

    @cached_property
    def enrolments(self) -> "QuerySet[Enrolment]":
        named = Q(person__in=self.holds.filter(person__isnull=False).values("person"))
        return Enrolment.objects.filter(named | self._of_sessions())

    @cached_property
    def sessions(self) -> "QuerySet[Session]":
        """Those that are held, and those of somebody who is: their sheets name everybody."""
        named = Q(pk__in=self.holds.filter(session__isnull=False).values("session"))
        return Session.objects.filter(named | Q(pk__in=self.enrolments.values("session")))

    def names(self, *fields: str) -> Q:
        """Rows one of whose key fields names something that is held."""
        found = Q()
        for rows in (
            keyed("person/", self.people),
            keyed("enrolment/", self.enrolments),
            keyed("session/", self.sessions),
            keyed("slot/", Slot.objects.filter(session__in=self.sessions.values("pk"))),
        ):
            for name in fields:
                found |= Q(**{f"{name}__in": rows})
        return found

    def _of_sessions(self) -> Q:
        return Q(session__in=self.holds.filter(session__isnull=False).values("session"))
