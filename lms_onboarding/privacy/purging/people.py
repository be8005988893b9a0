"""Who somebody was, once nothing is kept of what they followed: the name goes, badges still verify by their hash."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from badges.enums import Visibility
from badges.models import Award
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.models import DigestChoice
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.mailing.models import OptOut
from lms_onboarding.offboarding.enums import AlumniState
from lms_onboarding.offboarding.models import AlumniMember, CampaignSettings
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.people.services import forget_people
from lms_onboarding.portal.models import SharedKind
from lms_onboarding.privacy.holding import ACCOUNT
from lms_onboarding.privacy.models import Erasure
from lms_onboarding.privacy.retention import Calendar, end_of
from lms_onboarding.sessions.models import Session, SessionTrainer

PORTFOLIO: Final = "portfolio"  # scope of the links whose object is the number of a person


def in_team() -> Q:
    """People whom the house works with: their name is in what they did for others."""
    house = ("pedagogical_referent", "disability_referent", "administrative_referent")
    trusted = ACCOUNT.objects.filter(
        Q(is_staff=True) | Q(is_superuser=True) | Q(groups__isnull=False) | Q(user_permissions__isnull=False)
    )
    found = Q(account__in=trusted.values("pk"))
    for rows, name in (
        (SessionTrainer.objects.all(), "person"),
        (Session.objects.all(), "referent"),
        (CampaignSettings.objects.all(), "reader"),
        *((ProviderSettings.objects.all(), role) for role in house),
    ):
        found |= Q(pk__in=_named(rows, name))
    return found


def _named(rows: "QuerySet[Any]", name: str) -> "QuerySet[Any]":
    """Whom these rows name. A whole list, which the database reads once, and not once for each person."""
    return rows.filter(**{f"{name}__isnull": False}).values(name)


def people_due(calendar: Calendar) -> "QuerySet[Person]":
    """Everything they followed is over for good, and nothing says that they still come; annotated with `ended`."""
    limit = calendar.years_before(calendar.settings.evidence)
    enrolments = Enrolment.objects.annotate(ended=end_of("session"))
    standing = enrolments.exclude(calendar.proof_is_due("session"), ended__lt=limit)
    seen = ACCOUNT.objects.annotate(seen=Coalesce(F("last_login"), F("date_joined"))).filter(seen__gte=limit)
    asked = Q(pk__in=Erasure.objects.values("person"))
    left_alone = (
        in_team()
        | Q(pk__in=AlumniMember.objects.filter(state=AlumniState.JOINED).values("person"))
        | Q(pk__in=_named(Award.objects.filter(visibility=Visibility.PUBLIC), "person"))
        | Q(pk__in=_named(Person.objects.all(), "guardian"))
        | Q(account__in=seen.values("pk"))
    )
    rows = Person.objects.filter(Q(pk__in=enrolments.values("person")) | asked, erased_at__isnull=True)
    last = enrolments.filter(person=OuterRef("pk")).order_by("-ended").values("ended")[:1]
    free = rows.exclude(pk__in=standing.values("person")).filter(asked | ~left_alone)
    return free.annotate(ended=Coalesce(Subquery(last), F("created_at")))


def forget(pks: Sequence[Any], now: datetime) -> None:
    """Their choices, links and account go with their name; a minor's guardian too, when nobody else needs them."""
    rows = list(Person.objects.filter(pk__in=pks).select_related("account"))
    guardians = [person.guardian_id for person in rows if person.guardian_id]
    strip(rows)
    forget_people(rows, now=now)
    Erasure.objects.pending().filter(person__in=rows).update(completed_at=now, kept_until=None)
    alone = Person.objects.filter(pk__in=guardians, enrolments__isnull=True, wards__isnull=True, account__isnull=True)
    forget_people(alone.exclude(in_team()), now=now)


def strip(people: Iterable[Person]) -> None:
    """What somebody chose, the links that open what was theirs, and their account."""
    rows = list(people)
    pks, keys = [person.pk for person in rows], [person.key for person in rows]
    enrolments = Enrolment.objects.filter(person__in=pks)
    keys += [f"enrolment/{pk}" for pk in enrolments.values_list("pk", flat=True)]
    SharedKind.objects.filter(person__in=pks).delete()
    AlumniMember.objects.filter(person__in=pks).delete()
    DigestChoice.objects.filter(person__in=pks).delete()
    OptOut.objects.filter(recipient_key__in=keys).delete()
    portfolios = Q(scope=PORTFOLIO, object_key__in=[str(pk) for pk in pks])
    PersonalLink.objects.filter(Q(holder_key__in=keys) | Q(object_key__in=keys) | portfolios).delete()
    accounts = [person.account_id for person in rows if person.account_id]
    ACCOUNT.objects.filter(pk__in=accounts).delete()
    for person in rows:
        person.account = None
