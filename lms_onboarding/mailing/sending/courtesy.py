"""Messages that may be refused: never to who refused them, and at most two per person in seven days."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.mailing.courtesy import WEEK, room_at
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OptOut, OutgoingMail


def objections(mails: Sequence[OutgoingMail]) -> dict[int, str]:
    """Why each of these mails must not reach who refused such messages, by primary key; the others are not named."""
    optional = {mail.pk: mail.recipient_key for mail in mails if mail.optout}
    if not optional:
        return {}
    since = dict(OptOut.objects.filter(recipient_key__in=optional.values()).values_list("recipient_key", "since"))
    return {pk: _refused_since(since[who]) for pk, who in optional.items() if who in since}


def may_leave_at(mail: OutgoingMail, *, now: datetime) -> datetime:
    """`now`, or the moment when the person's week has room for one more optional mail.

    Within the transaction that claims the mail: the rows of the person are locked, in the same order by everyone, so
    that two senders holding two mails for her see each other.
    """
    if not mail.optout:
        return now
    hers = OutgoingMail.objects.filter(recipient_key=mail.recipient_key, optout=True).weighing(now - WEEK)
    gone = [
        sent_at or now  # in flight: it may have left
        for pk, sent_at, state in hers.select_for_update().order_by("pk").values_list("pk", "sent_at", "state")
        if pk != mail.pk and (sent_at or state == MailState.SENDING)
    ]
    return room_at(gone, now=now)


def _refused_since(moment: datetime) -> str:
    since = french.day(timezone.localtime(moment).date())
    return _("Cette personne ne veut plus recevoir ces messages, depuis le %(since)s.") % {"since": since}
