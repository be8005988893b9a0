"""Who may be named disability referent, and who is told: people write to them in private."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.mailing.services import Draft, Recipient, queue

from .models import Person, ProviderSettings

NAMED: Final = "people.disability_referent_named"
_CHANGE: Final = "change_providersettings"


def administrators() -> "QuerySet[Any]":
    """Active accounts that may change who answers here."""
    right = Permission.objects.filter(codename=_CHANGE, content_type__app_label="lmso_people")
    theirs = Q(is_superuser=True) | Q(groups__permissions__in=right) | Q(user_permissions__in=right)
    return get_user_model()._default_manager.filter(theirs, is_active=True).distinct()  # noqa: SLF001  Django's API


def why_not_name(person: Person | None, *, by: Any) -> str:
    """Nobody names themselves while somebody else could: a sentence that says so, or an empty string."""
    if person is None or person.account_id != by.pk or not administrators().exclude(pk=by.pk).exists():
        return ""
    return _(
        "On ne se nomme pas soi-même référent handicap : ce qu’on lui écrit est confidentiel. "
        "Demandez à une autre personne de l’administration de vous nommer."
    )


def tell_of_referent(before: Person | None, organisation: ProviderSettings, *, by: Any, now: datetime) -> None:
    """Write in the journal that the disability referent changed, and tell the other administrators and the two of
    them: a designation that nobody sees would open what learners say in private."""
    after = organisation.disability_referent
    codes = {"before": before.pk if before else None, "after": after.pk if after else None}
    entry = record(Fact("provider.disability_referent", "provider", now, f"user/{by.pk}", codes), now=now)
    for recipient in _told(before, after, by=by):
        queue(
            Draft(
                key=f"referent/{entry.pk}/{recipient.key}",
                message=NAMED,
                recipient=recipient,
                about="provider",
                due_at=now,
                variables={
                    "referent_name": after.full_name if after else _("personne"),
                    "named_by": str(by),
                    "named_on": french.day(local_date(now, organisation.zone)),
                    "organisation_name": organisation.name,
                },
                from_name=organisation.name,
                reply_to=organisation.email,
            ),
            now=now,
        )


def _told(before: Person | None, after: Person | None, *, by: Any) -> Iterator[Recipient]:
    seen = {by.email.casefold()}
    people = [Recipient(one.email, one.full_name, one.key) for one in (before, after) if one is not None]
    accounts = [Recipient(one.email, str(one), f"user/{one.pk}") for one in administrators()]
    for recipient in (*people, *accounts):
        if recipient.email.casefold() not in seen:
            seen.add(recipient.email.casefold())
            yield recipient
