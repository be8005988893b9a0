"""Who somebody was, once nothing is kept of what they followed: the name goes, badges still verify by their hash."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
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
    mine = OuterRef("pk")
    named = Q(pedagogical_referent=mine) | Q(disability_referent=mine) | Q(administrative_referent=mine)
    trusted = ACCOUNT.objects.filter(person=mine).filter(
        Q(is_staff=True) | Q(is_superuser=True) | Q(groups__isnull=False) | Q(user_permissions__isnull=False)
    )
    return (
        Q(Exists(SessionTrainer.objects.filter(person=mine)))
        | Q(Exists(Session.objects.filter(referent=mine)))
        | Q(Exists(ProviderSettings.objects.filter(named)))
        | Q(Exists(CampaignSettings.objects.filter(reader=mine)))
        | Q(Exists(trusted))
    )


def people_due(calendar: Calendar) -> "QuerySet[Person]":
    """Everything they followed is over for good, and nothing says that they still come; annotated with `ended`."""
    limit = calendar.years_before(calendar.settings.evidence)
    theirs = Enrolment.objects.filter(person=OuterRef("pk")).annotate(ended=end_of("session"))
    standing = theirs.exclude(calendar.proof_is_due("session"), ended__lt=limit)
    seen = ACCOUNT.objects.annotate(seen=Coalesce(F("last_login"), F("date_joined"))).filter(seen__gte=limit)
    kept_by_choice = Q(Exists(AlumniMember.objects.filter(person=OuterRef("pk"), state=AlumniState.JOINED))) | Q(
        Exists(Award.objects.filter(person=OuterRef("pk"), visibility=Visibility.PUBLIC))
    )
    asked = Q(Exists(Erasure.objects.filter(person=OuterRef("pk"))))
    rows = Person.objects.filter(Q(Exists(theirs)) | asked, erased_at__isnull=True).exclude(Exists(standing))
    left_alone = in_team() | kept_by_choice | Q(account__in=seen.values("pk")) | Q(wards__isnull=False)
    ended = Max(Coalesce(F("enrolments__session__ends_at"), F("enrolments__session__created_at"), F("created_at")))
    return rows.exclude(left_alone & ~asked).annotate(ended=ended)


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
