"""A code sent to the current address opens the documents of an old link."""

from datetime import datetime
from typing import Final

from django.db import transaction

from lms_onboarding.common.french import in_words
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import Grant, check_code, make, make_code
from lms_onboarding.mailing.enums import Lane
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.offboarding import keys
from lms_onboarding.people.services import mail_identity, provider

PURPOSE: Final = "closing"
MINUTES: Final = 10


@transaction.atomic
def send_closing_code(enrolment: Enrolment, *, now: datetime) -> None:
    """To the address we know today, whatever the one the link was sent to. Raises TooManyCodes."""
    person = enrolment.person
    code = make_code(purpose=PURPOSE, object_key=enrolment.key, now=now)
    variables = {**mail_identity(provider()), "access_code": code, "code_validity": f"{in_words(MINUTES)} minutes"}
    queue(
        Draft(
            key=f"closing-code/{enrolment.pk}/{now:%Y%m%d%H%M%S%f}",
            message="offboarding.document_code",
            recipient=Recipient(person.email, person.full_name, person.key),
            about=enrolment.key,
            due_at=now,
            variables=variables,
            lane=Lane.FAST,
        ),
        now=now,
    )


def open_with_closing_code(enrolment: Enrolment, *, code: str, now: datetime) -> PersonalLink | None:
    """The right to read for two hours, against the right code."""
    if not check_code(purpose=PURPOSE, object_key=enrolment.key, code=code, now=now):
        return None
    grant = Grant(
        scope=keys.CHECKED_SCOPE,
        object_key=enrolment.key,
        holder_key=f"person/{enrolment.person_id}",
        expires_at=now + keys.CHECKED_FOR,
    )
    return make([grant], now=now)[0]
