"""Sending again, on purpose: another letter with another Message-ID, the same bodies and the same parts."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.links import services as links
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.mailing.enums import Lane
from lms_onboarding.mailing.models import MailPart, OutgoingMail

from .queueing import message_id_of

COPIED = (
    "message", "lane", "about", "recipient_key", "to_name", "from_name", "reply_to", "optout", "variables", "subject",
    "text", "html", "composed_at",
)  # fmt: skip


class NothingToResend(RuntimeError):
    """The bodies were wiped: a sign-in code serves once. The message says, in French, what to do."""


def resend(mail: OutgoingMail, *, to_email: str, due_at: datetime, now: datetime) -> OutgoingMail:
    """Queue a copy of `mail` for `to_email`; a copy still waiting for the same address is returned instead.

    Its key is the first mail's with `/resend/N`. When the address changes, the personal links already sent are voided:
    the earlier copy may lie in a stranger's mailbox. A mail that was never composed is composed at its turn, by its
    room, which finds the first mail in `resend_of`. Raises NothingToResend.
    """
    if mail.lane == Lane.FAST:
        raise NothingToResend(_("Ce code a déjà servi ou expiré. Demandez-en un nouveau sur la page de connexion."))
    with transaction.atomic():
        first = OutgoingMail.objects.select_for_update().get(pk=mail.resend_of_id or mail.pk)
        waiting = first.resends.waiting().filter(to_email=to_email).first()
        if waiting is not None:
            return waiting
        key = f"{first.key}/resend/{first.resends.count() + 1}"
        copy = OutgoingMail.objects.create(
            key=key,
            message_id=message_id_of(key),
            to_email=to_email,
            due_at=due_at,
            queued_at=now,
            resend_of=first,
            **{name: getattr(first, name) for name in COPIED},
        )
        MailPart.objects.bulk_create(map(partial(_copied, copy), first.parts.all()))
        if to_email != mail.to_email:
            links.renew(PersonalLink.objects.filter(pk__in=links.links_in(first.text, first.html)))
    return copy


def _copied(mail: OutgoingMail, part: MailPart) -> MailPart:
    return MailPart(
        mail=mail,
        blob_id=part.blob_id,
        filename=part.filename,
        content_type=part.content_type,
        position=part.position,
    )
