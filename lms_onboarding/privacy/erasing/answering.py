"""The answer to who asked to be erased: what went, what stays, until when and why."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, as_markdown, queue
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import mail_identity, provider
from lms_onboarding.privacy.models import Erasure
from lms_onboarding.privacy.retention import Calendar

from .planning import Stay

DONE: Final = "account.erasure_done"


def answer(done: Erasure, person: Person, stays: Sequence[Stay], at: Calendar) -> OutgoingMail:
    """Queued before the address goes: it is the last mail of this person."""
    house = provider()
    return queue(
        Draft(
            key=done.key,
            message=DONE,
            recipient=Recipient(person.email, person.full_name, done.key),
            about=done.key,
            due_at=at.now,
            variables={
                **mail_identity(house),
                "recipient_first_name": person.first_name or person.full_name,
                "erased_on": french.day(local_date(at.now, at.zone)),
                "kept_lines": lines_of(stays),
            },
            from_name=house.name,
            reply_to=house.email,
        ),
        now=at.now,
    )


def lines_of(stays: Sequence[Stay]) -> str:
    """One line for each thing that stays; a sentence when nothing does."""
    if not stays:
        return "- " + as_markdown(
            _("Rien : tout est effacé, et il ne reste que des nombres qui ne mènent à personne.")
        )
    return "\n".join(f"- **{as_markdown(one.what)} :** {as_markdown(_told(one.until, one.why))}" for one in stays)


def _told(until: date, why: str) -> str:
    return _("jusqu’au %(day)s. %(why)s") % {"day": french.day(until, weekday=False), "why": why}
