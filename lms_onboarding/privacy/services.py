"""The verbs of personal data: ask for them, take them."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import mail_identity, provider

from .models import DataRequest

__all__ = ["LIFE", "READY", "NoAccount", "ask_for_data", "note_taken", "why_not_tell"]

READY: Final = "account.data_export_ready"
LIFE: Final = timedelta(days=14)


class NoAccount(Refused):
    """The person has no account: nobody could prove to be them when the archive is taken."""


def ask_for_data(person: Person, *, by: str, now: datetime) -> DataRequest:
    """Open the taking of a person's data for fourteen days, and tell them. Asked again meanwhile, it is the same one.

    Raises NoAccount, with what to do.
    """
    if person.account_id is None:
        raise NoAccount(
            _(
                "%(name)s n’a pas de compte : ouvrez-lui un accès dans « Comptes », avec cette même adresse, "
                "puis recommencez. L’archive ne se prend qu’après connexion."
            )
            % {"name": person.full_name},
            field="email",
        )
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # of two requests at once, the second finds the first
        standing = DataRequest.objects.filter(person=person, closes_at__gt=now).first()
        if standing is not None:
            return standing
        asked = DataRequest.objects.create(person=person, asked_at=now, asked_by=by, closes_at=now + LIFE)
        asked.mail = _tell(asked, person, now=now)
        asked.save(update_fields=["mail"])
        record(Fact("privacy.data_asked", person.key, now, by, {"request": asked.pk}), now=now)
    return asked


def note_taken(asked: DataRequest, *, by: str, now: datetime) -> None:
    """The archive is about to leave: each time is written down."""
    with transaction.atomic():
        DataRequest.objects.filter(pk=asked.pk).update(taken=F("taken") + 1, taken_at=now)
        record(Fact("privacy.data_taken", asked.person.key, now, by, {"request": asked.pk}), now=now)


def why_not_tell(mail: OutgoingMail, *, now: datetime) -> str:
    """Asked again when the mail is about to leave: the reason to hold it back, or an empty string."""
    standing = DataRequest.objects.filter(mail=mail, closes_at__gt=now).exists()
    return "" if standing else _("L’archive ne peut plus être prise.")


def _tell(asked: DataRequest, person: Person, *, now: datetime) -> OutgoingMail:
    house = provider()
    return queue(
        Draft(
            key=asked.key,
            message=READY,
            recipient=Recipient(person.email, person.full_name, person.key),
            about=person.key,
            due_at=now,
            variables={
                **mail_identity(house),
                "recipient_first_name": person.first_name or person.full_name,
                "requested_on": french.day(local_date(asked.asked_at, house.zone)),
                "link_expires_on": french.day(local_date(asked.closes_at, house.zone)),
                "data_export_url": settings.LMSO_BASE_URL + reverse("lmso_privacy:own"),
            },
            from_name=house.name,
            reply_to=house.email,
        ),
        now=now,
    )
