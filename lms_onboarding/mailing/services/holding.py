"""What may change before a mail leaves: holding it back for good, forgetting it, sending it to a corrected address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lms_onboarding.journal.services import SYSTEM, record_many
from lms_onboarding.mailing.enums import Lane, MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.registry import room_of
from lms_onboarding.mailing.sending.marking import REASON_MAX, fact, note, wiped


def suppress(mail: OutgoingMail, *, reason: str, now: datetime, by: str = SYSTEM) -> bool:
    """Hold back a mail that has not left. False when it is too late: it has left, or a sender holds it right now."""
    free = OutgoingMail.objects.filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now), state=MailState.QUEUED)
    with transaction.atomic():
        if not free.filter(pk=mail.pk).update(
            state=MailState.SUPPRESSED, claim="", lease_until=None, **({"reason": reason[:REASON_MAX]} | wiped(mail))
        ):
            return False
        note(mail, "mail.suppressed", at=now, actor=by, now=now)
    mail.refresh_from_db()
    return True


@dataclass(frozen=True)
class HeldBack:
    """Mails that will not leave, and what others are about (« enrolment/12 »): a sender has them, or they left."""

    suppressed: list[OutgoingMail]
    busy: frozenset[str]


def suppress_many(about: Sequence[str], *, reason: str, now: datetime, by: str = SYSTEM) -> HeldBack:
    """Hold back all that waits about these objects, in a number of queries that does not depend on how many.

    Discreet mails are left to the room that wrote them: who it was about must not show.
    """
    free = OutgoingMail.objects.filter(
        Q(lease_until__isnull=True) | Q(lease_until__lte=now), about__in=about, state=MailState.QUEUED
    )
    with transaction.atomic():
        mails = [
            mail
            for mail in free.select_for_update(skip_locked=True).order_by("pk")
            if not room_of(mail.message).discreet and mail.lane != Lane.FAST
        ]
        ours = OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails])
        ours.update(state=MailState.SUPPRESSED, claim="", lease_until=None, reason=reason[:REASON_MAX])
        record_many([fact(mail, "mail.suppressed", at=now, actor=by) for mail in mails], now=now)
        # asked last: what is not held back by now was in other hands, even since the caller looked
        others = OutgoingMail.objects.filter(about__in=about).exclude(state=MailState.SUPPRESSED)
        busy = frozenset(others.values_list("about", flat=True))
    return HeldBack(mails, busy)


def readdress(recipient_key: str, *, to_email: str, now: datetime) -> int:
    """Send to `to_email` what still waits for this person (`person/12`); how many mails.

    A mail in the hands of a sender goes where it was going. A sign-in code goes where it was asked for.
    """
    waiting = OutgoingMail.objects.waiting().filter(state=MailState.QUEUED, recipient_key=recipient_key)
    ours = waiting.filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now)).exclude(lane=Lane.FAST)
    return ours.update(to_email=to_email)


def forget(mails: Iterable[OutgoingMail]) -> int:
    """Free the natural keys of mails held back before being drawn: what was never written may be prepared afresh.

    The journal keeps that they were. Returns how many were forgotten; one that may have left never is.
    """
    blank = OutgoingMail.objects.filter(state=MailState.SUPPRESSED, composed_at__isnull=True, sent_at__isnull=True)
    forgotten, _by_model = blank.filter(pk__in=[mail.pk for mail in mails]).delete()
    return forgotten
