"""Drawing a mail: once, outside any transaction, before its sending is claimed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Final

from django.db import transaction

from lms_onboarding.documents.services import TamperedFile
from lms_onboarding.links import services as links
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.mailing.models import MailPart, OutgoingMail
from lms_onboarding.mailing.registry import Composition, CompositionRefused, Room, room_of
from lms_onboarding.mailing.rendering import RenderingError, render

from .letter import UnwritableAddress

# A mail that will never be writable as it stands: shown to the team as failed, and the next one goes on. Any other
# exception is a defect: it ends the run, the lease keeps the mail aside meanwhile, and the tries are counted.
UNWRITABLE: Final = (RenderingError, CompositionRefused, links.UnknownLink, TamperedFile, UnwritableAddress)

OPTOUT_SCOPE: Final = "optout"
OPTOUT_LIFE: Final = timedelta(days=3 * 365)  # an old message must still be able to say « plus jamais »


@dataclass
class Ready:
    """A mail about to leave, and its parts, unsaved when it was just composed. `preferences`: its opt-out link."""

    mail: OutgoingMail
    parts: list[MailPart]
    preferences: str = ""


def compose(mails: Sequence[OutgoingMail], *, now: datetime) -> dict[int, Ready | Exception]:
    """Fill the bodies of mails in memory and find their parts; `claim` stores both. By primary key.

    What was composed at an earlier try is read back. A mail that will never be writable as it stands leaves its
    refusal, one of UNWRITABLE; any other exception is a defect, and is raised.
    """
    given = {mail.pk: _preferences(mail, now) for mail in mails}
    compositions = _compositions([mail for mail in mails if mail.composed_at is None], now)
    made: dict[int, Ready | Exception] = {}
    for mail in mails:
        composition = compositions.get(mail.pk)
        if composition is None:
            made[mail.pk] = Ready(mail, list(mail.parts.select_related("blob")), given[mail.pk])
        else:
            made[mail.pk] = _written(mail, composition, given[mail.pk])
    return made


def _compositions(mails: Sequence[OutgoingMail], now: datetime) -> dict[int, Composition | Exception]:
    made: dict[int, Composition | Exception] = {}
    for message, alike in groupby(sorted(mails, key=attrgetter("message")), key=attrgetter("message")):
        room = room_of(message)
        if room.compose_many:
            made |= room.compose_many(list(alike), now=now)
        else:
            made |= {mail.pk: _composition(room, mail, now) for mail in alike}
    return made


def _composition(room: Room, mail: OutgoingMail, now: datetime) -> Composition | Exception:
    try:
        return room.compose(mail, now=now) if room.compose else Composition()
    except UNWRITABLE as refusal:
        return refusal


def _written(mail: OutgoingMail, composition: Composition | Exception, preferences: str) -> Ready | Exception:
    if isinstance(composition, Exception):
        return composition
    try:
        rendered = render(mail.message, {"preferences_url": preferences, **mail.variables, **composition.variables})
    except UNWRITABLE as refusal:
        return refusal
    mail.subject, mail.text, mail.html, mail.optout = rendered.subject, rendered.text, rendered.html, rendered.optout
    parts = [
        MailPart(mail=mail, blob=part.blob, filename=part.filename, content_type=part.content_type, position=position)
        for position, part in enumerate(composition.parts)
    ]
    return Ready(mail, parts, preferences)


def _preferences(mail: OutgoingMail, now: datetime) -> str:
    return links.marker(optout_link(mail.recipient_key, now=now)) if mail.optout else ""


def optout_link(recipient_key: str, *, now: datetime) -> PersonalLink:
    """The link by which a person refuses optional messages: one per person, made anew when it nears its end."""
    living = PersonalLink.objects.usable(now + OPTOUT_LIFE / 3).filter(scope=OPTOUT_SCOPE, object_key=recipient_key)
    with transaction.atomic():
        return (
            living.order_by("pk").first()
            or links.make(
                [
                    links.Grant(
                        scope=OPTOUT_SCOPE,
                        object_key=recipient_key,
                        holder_key=recipient_key,
                        expires_at=now + OPTOUT_LIFE,
                    )
                ],
                now=now,
            )[0]
        )
