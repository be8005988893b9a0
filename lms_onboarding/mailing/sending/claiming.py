"""Taking hold of rows. A lease lasts longer than a sending can, and a token says whose it is.

Two steps, because drawing is long and sending is not repeatable: `pick` reserves a few rows while their bodies and
parts are drawn, `claim` stores them and starts the sending of one. A sender killed while drawing has sent nothing;
killed while sending, it leaves one row in SENDING whose lease ends, and the next sender repeats that mail under the
same Message-ID. What was picked once in vain travels alone afterwards: a mail that brings its sender down takes no
other with it.

PostgreSQL: SELECT … FOR UPDATE SKIP LOCKED. SQLite: the IMMEDIATE transaction is the lock. On both, what is written
later asks for the token, so that a lost lease changes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F

from lms_onboarding.mailing.enums import Lane, MailState
from lms_onboarding.mailing.models import MailPart, OutgoingMail

LEASE_IN_TIMEOUTS: Final = 6  # connection, greeting, sender, recipient, content, reply: each may take one SMTP timeout


class ClaimLost(RuntimeError):
    """The lease ended and another sender, or an event of the mail provider, has dealt with this mail since."""


def lease() -> timedelta:
    """How long a sender holds a mail: always more than three SMTP timeouts."""
    return timedelta(seconds=LEASE_IN_TIMEOUTS * settings.EMAIL_TIMEOUT)


def pick(*, lane: Lane, now: datetime, most: int) -> list[OutgoingMail]:
    """Reserve the oldest mails due at `now`, `most` of them at most. Fast mails come first, and NORMAL means fast
    ones as well: four workers busy with a group sending still let a sign-in code go before their next handful.
    """
    waiting = OutgoingMail.objects.due(now)
    if lane is Lane.FAST:
        waiting = waiting.filter(lane=Lane.FAST)
    token, until = uuid4().hex, now + lease()
    with transaction.atomic():
        mails = list(waiting.order_by("lane", "due_at", "pk").select_for_update(skip_locked=True)[:most])
        mails = list(takewhile(lambda mail: mail.tries == 0, mails)) or mails[:1]
        picked = OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails])
        if mails:
            picked.update(claim=token, lease_until=until, tries=F("tries") + 1)
    for mail in mails:
        mail.claim, mail.lease_until, mail.tries = token, until, mail.tries + 1
    return mails


def hand_back(mails: Iterable[OutgoingMail]) -> None:
    """Let go of mails whose turn did not come: they were picked, not tried."""
    for token in {mail.claim for mail in mails}:
        ours = OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails], claim=token, state=MailState.QUEUED)
        ours.update(claim="", lease_until=None, tries=F("tries") - 1)


def claim(mail: OutgoingMail, parts: Sequence[MailPart], *, now: datetime) -> None:
    """Start the sending, and store in the same transaction, the caller's, what was just composed. Raises ClaimLost."""
    mail.state, mail.lease_until = MailState.SENDING, now + lease()
    written = {"state": mail.state, "lease_until": mail.lease_until}
    if mail.composed_at is None:
        mail.composed_at = now
        written |= {name: getattr(mail, name) for name in ("subject", "text", "html", "optout", "composed_at")}
        change(mail, **written)
        MailPart.objects.bulk_create(parts)
    else:
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
