"""Putting a mail in the queue: once per key, at an hour at which it may leave."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction

from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.mailing import tasks
from lms_onboarding.mailing.enums import Lane
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.rendering import catalogue

PER_QUERY = 1000


@dataclass(frozen=True)
class Recipient:
    """Where, under what name, and who: `key` is `person/12`, by which the person's other mails are found."""

    email: str
    name: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A mail to queue. `key` is its natural key, `message` the key of its text, `about` what it is about.

    `variables` are frozen with it. `window` is absent for what may leave at any hour. `from_name` stands before the
    provider's address.
    """

    key: str
    message: str
    recipient: Recipient
    about: str
    due_at: datetime
    variables: Mapping[str, str] = field(default_factory=dict)
    window: SendWindow | None = None
    from_name: str = ""
    reply_to: str = ""
    lane: Lane = Lane.NORMAL


def queue(draft: Draft, *, now: datetime) -> OutgoingMail:
    """The mail of `draft.key`, queued if it was not. Raises UnknownMessage.

    A fast mail wakes a worker as soon as the transaction commits; without broker, the next sweep takes it.
    """
    OutgoingMail.objects.bulk_create([_row(draft, now)], ignore_conflicts=True)
    mail = OutgoingMail.objects.get(key=draft.key)
    if mail.lane == Lane.FAST and mail.sent_at is None:
        transaction.on_commit(partial(tasks.deliver_fast.apply_async, retry=False), robust=True)
    return mail


def queue_many(drafts: Iterable[Draft], *, now: datetime) -> list[OutgoingMail]:
    """Queue mails whose keys are new, in one query per thousand; the caller holds the lock that makes them new.

    Returns the rows in the order of the drafts. Raises IntegrityError when a key exists, UnknownMessage.
    """
    return OutgoingMail.objects.bulk_create([_row(draft, now) for draft in drafts], batch_size=PER_QUERY)


def message_id_of(key: str) -> str:
    """The Message-ID of a mail follows its natural key: a repeat after a crash is recognised as the same letter."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{settings.LMSO_MESSAGE_ID_DOMAIN}>"


def _row(draft: Draft, now: datetime) -> OutgoingMail:
    return OutgoingMail(
        key=draft.key,
        message=draft.message,
        message_id=message_id_of(draft.key),
        lane=draft.lane,
        about=draft.about,
        recipient_key=draft.recipient.key,
        to_email=draft.recipient.email,
        to_name=draft.recipient.name,
        from_name=draft.from_name,
        reply_to=draft.reply_to,
        optout=catalogue().message(draft.message).footer.optout,
        variables=dict(draft.variables),
        queued_at=now,
        due_at=draft.window.next_opening(draft.due_at) if draft.window else draft.due_at,
        window=str(draft.window or ""),
    )
