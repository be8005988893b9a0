"""Drawing a mail: once, outside any transaction, before its sending is claimed."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from lms_onboarding.links import services as links
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.mailing.models import MailPart, OutgoingMail
from lms_onboarding.mailing.registry import Composition, room_of
from lms_onboarding.mailing.rendering import render

OPTOUT_SCOPE: Final = "optout"
OPTOUT_LIFE: Final = timedelta(days=3 * 365)  # an old message must still be able to say « plus jamais »


def compose(mail: OutgoingMail, *, now: datetime, preferences: str = "") -> list[MailPart]:
    """Fill the bodies of `mail` in memory and return its parts, unsaved; `claim` stores both.

    `preferences` is the marker of the opt-out link, for the footers that offer it.

    Raises what rendering and the room's composer raise: RenderingError, CompositionRefused.
    """
    composer = room_of(mail.message).compose
    composition = composer(mail, now=now) if composer else Composition()
    given = {"preferences_url": preferences, **mail.variables, **composition.variables}
    rendered = render(mail.message, given)
    mail.subject, mail.text, mail.html, mail.optout = rendered.subject, rendered.text, rendered.html, rendered.optout
    return [
        MailPart(mail=mail, blob=part.blob, filename=part.filename, content_type=part.content_type, position=position)
        for position, part in enumerate(composition.parts)
    ]


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
