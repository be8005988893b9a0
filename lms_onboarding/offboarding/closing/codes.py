"""A code sent to the current address opens what an old link leads to: the documents of a learner, or the certificate
of an employer or a funder."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.db import transaction

from lms_onboarding.common.french import in_words
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import Grant, check_code, make, make_code
from lms_onboarding.mailing.enums import Lane
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.offboarding import keys
from lms_onboarding.offboarding.refusals import ContactUnknown
from lms_onboarding.people.services import mail_identity, provider

MINUTES: Final = 10


@dataclass(frozen=True, kw_only=True)
class Door:
    """What a code opens. `purpose` and `key` say whose code it is, `scope` and `opens` what its link leads to;
    `recipient` is whoever we know today, and `words` what `message` says besides."""

    purpose: str
    key: str
    scope: str
    opens: str
    recipient: Recipient
    message: str
    about: str
    words: Mapping[str, str] = field(default_factory=dict)


def closing_door(enrolment: Enrolment) -> Door:
    """The documents of a learner."""
    person = enrolment.person
    return Door(
        purpose="closing",
        key=enrolment.key,
        scope=keys.CHECKED_SCOPE,
        opens=enrolment.key,
        recipient=Recipient(person.email, person.full_name, person.key),
        message="offboarding.document_code",
        about=enrolment.key,
    )


@transaction.atomic
def send_code(door: Door, *, now: datetime) -> None:
    """To the address we know today, whatever the one the link was sent to. Raises TooManyCodes, ContactUnknown."""
    organisation = provider()
    if not door.recipient.email:
        raise ContactUnknown(organisation.email)
    code = make_code(purpose=door.purpose, object_key=door.key, now=now)
    validity = {"access_code": code, "code_validity": f"{in_words(MINUTES)} minutes"}
    queue(
        Draft(
            key=f"{door.purpose}-code/{door.key}/{uuid4().hex}",  # two asked at one moment are two mails
            message=door.message,
            recipient=door.recipient,
            about=door.about,
            due_at=now,
            variables={**mail_identity(organisation), **validity, **door.words},
            lane=Lane.FAST,
        ),
        now=now,
    )


def open_with_code(door: Door, *, code: str, now: datetime) -> PersonalLink | None:
    """The right to read for two hours, against the right code."""
    if not check_code(purpose=door.purpose, object_key=door.key, code=code, now=now):
        return None
    expires_at = now + keys.CHECKED_FOR
    grant = Grant(scope=door.scope, object_key=door.opens, holder_key=door.recipient.key, expires_at=expires_at)
    return make([grant], now=now)[0]
