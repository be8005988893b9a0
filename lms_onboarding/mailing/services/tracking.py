"""What a mail provider learns after it took a mail: delivered, or returned."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.sending.marking import REASON_MAX, note, wiped


def note_delivered(mail: OutgoingMail, *, at: datetime) -> None:
    """The recipient's server accepted the mail at `at`; the first such event counts. A returned one stays returned."""
    accepted = OutgoingMail.objects.filter(pk=mail.pk, delivered_at__isnull=True)
    accepted.update(delivered_at=at)
    # plain SMTP through a provider that reports: its delivery is unknown no more
    OutgoingMail.objects.filter(pk=mail.pk, state=MailState.UNKNOWN).update(state=MailState.SENT)


def note_bounced(mail: OutgoingMail, *, reason: str, at: datetime, now: datetime) -> bool:
    """The mail came back at `at`, for a French `reason`. The first return counts; True when this is it.

    An event may overtake the sender that is still waiting to mark the mail: the claim is taken away from it.
    """
    with transaction.atomic():
        fresh = OutgoingMail.objects.filter(pk=mail.pk).exclude(state=MailState.BOUNCED)
        if not fresh.update(
            state=MailState.BOUNCED,
            bounced_at=at,
            sent_at=Coalesce(F("sent_at"), at),
            claim="",
            lease_until=None,
            **({"reason": reason[:REASON_MAX]} | wiped(mail)),
        ):
            return False
        note(mail, "mail.bounced", at=at, now=now)
    return True
