"""Telling a reader that somebody waits for them. The mail names nobody: a name beside this word would say too much."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, queue_many
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import mail_identity, provider
from lms_onboarding.surveys.enums import Reader
from lms_onboarding.surveys.models import RestrictedAnswer

from .reading import refuse_others

MESSAGE: Final = "surveys.private_request"
ABOUT: Final = "private-requests"  # what lists of mails would know of any of them
BATCH: Final = 500


def tell_readers(*, now: datetime) -> int:
    """Queue one mail per request that waits, to the disability referent of the day. Returns how many.

    Pulled, not pushed: a request written before anybody was designated, or before another person was, is told too.
    """
    organisation = provider()
    reader = organisation.disability_referent
    if reader is None or not organisation.name:
        return 0
    told = OutgoingMail.objects.filter(
        key=Concat(
            Value("private-request/"),
            Cast(OuterRef("pk"), CharField()),
            Value(f"/{reader.pk}"),
            output_field=CharField(),
        )
    )
    waiting = RestrictedAnswer.objects.waiting().filter(~Exists(told), reader=Reader.DISABILITY_REFERENT)
    untold = list(waiting.order_by("pk").values_list("pk", flat=True)[:BATCH])
    drafts = [
        Draft(
            key=key_of(pk, reader),
            message=MESSAGE,
            recipient=Recipient(reader.email, reader.full_name, reader.key),
            about=ABOUT,
            due_at=now,
            window=organisation.window,
            from_name=organisation.name,
            variables={
                "organisation_name": mail_identity(organisation)["organisation_name"],
                "recipient_first_name": reader.first_name or reader.full_name,
                "private_requests_url": settings.LMSO_BASE_URL + reverse("lmso_portal:private_requests"),
            },
        )
        for pk in untold
    ]
    return len(queue_many(drafts, now=now))


def key_of(pk: int, reader: Person) -> str:
    """« private-request/12/3 »: one mail per request and per reader."""
    return f"private-request/{pk}/{reader.pk}"


def still_waits(mail: OutgoingMail, *, now: datetime) -> str:
    """Asked again when it is about to leave: the reason to hold it back, or an empty string."""
    _room, pk, reader = mail.key.split("/")[:3]
    if provider().disability_referent_id != int(reader):
        return _("cette personne n’est plus le référent handicap")
    return "" if RestrictedAnswer.objects.waiting().filter(pk=pk).exists() else _("la demande n’attend plus")


def mark_handled(pk: int, *, reader: Person, handled: bool, now: datetime) -> bool:
    """« Contact pris », or back to waiting. False when there is no such request, or nothing changes.

    Raises ReadingReserved. No entry in the journal: its subject would be the person's secret.
    """
    refuse_others(reader)
    rows = RestrictedAnswer.objects.requests().filter(pk=pk, reader=Reader.DISABILITY_REFERENT)
    changed = rows.filter(handled_at__isnull=handled).update(handled_at=now if handled else None)
    return bool(changed)
