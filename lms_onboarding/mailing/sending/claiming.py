"""Taking hold of one row at a time. A lease lasts longer than a sending can, and a token says whose it is.

Two steps, because drawing is long and sending is not repeatable: `pick` reserves the row while its bodies and parts
are drawn, `claim` stores them and starts the sending. A sender killed while drawing has sent nothing; killed while
sending, it leaves a row in SENDING whose lease ends, and the next sender repeats that mail under the same Message-ID.

PostgreSQL: SELECT … FOR UPDATE SKIP LOCKED. SQLite: the IMMEDIATE transaction is the lock. On both the update asks for
the token that was read, so that a lost race changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from lms_onboarding.mailing.enums import Lane, MailState
from lms_onboarding.mailing.models import MailPart, OutgoingMail

LEASE_IN_TIMEOUTS: Final = 6  # connection, greeting, sender, recipient, content, reply: each may take one SMTP timeout


class ClaimLost(RuntimeError):
    """The lease ended and another sender, or an event of the mail provider, has dealt with this mail since."""


def lease() -> timedelta:
    """How long a sender holds a mail: always more than three SMTP timeouts."""
    return timedelta(seconds=LEASE_IN_TIMEOUTS * settings.EMAIL_TIMEOUT)


def pick(*, lane: Lane, now: datetime) -> OutgoingMail | None:
    """Reserve the oldest mail due at `now`, or None. Fast mails come first, and NORMAL means fast ones as well:

    four workers busy with a group sending still let a sign-in code go before their next mail.
    """
    token = uuid4().hex
    waiting = OutgoingMail.objects.due(now)
    if lane is Lane.FAST:
        waiting = waiting.filter(lane=Lane.FAST)
    with transaction.atomic():
        mail = waiting.order_by("lane", "due_at", "pk").select_for_update(skip_locked=True).first()
        if mail is None:
            return None
        held = {"claim": token, "lease_until": now + lease(), "tries": mail.tries + 1}
        if not OutgoingMail.objects.filter(pk=mail.pk, claim=mail.claim).update(**held):
            return None
    mail.claim, mail.lease_until, mail.tries = token, now + lease(), mail.tries + 1
    return mail


def claim(mail: OutgoingMail, parts: Sequence[MailPart], *, now: datetime) -> None:
    """Start the sending, and store in the same transaction, the caller's, what was just composed. Raises ClaimLost."""
    mail.state, mail.lease_until = MailState.SENDING, now + lease()
    written = {"state": mail.state, "lease_until": mail.lease_until}
    if mail.composed_at is None:
        mail.composed_at = now
        written |= {name: getattr(mail, name) for name in ("subject", "text", "html", "optout", "composed_at")}
        MailPart.objects.bulk_create(parts)
    change(mail, **written)


def change(mail: OutgoingMail, **values: object) -> None:
    """Write `values` on a mail held by this sender, or raise ClaimLost."""
    if not OutgoingMail.objects.filter(pk=mail.pk, claim=mail.claim).update(**values):
        raise ClaimLost(mail.key)


def release(mail: OutgoingMail, **values: object) -> None:
    """Write `values` and let go. Raises ClaimLost."""
    change(mail, **values, claim="", lease_until=None)
    for name, value in values.items():
        setattr(mail, name, value)
