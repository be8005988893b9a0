"""Open a printed document: a code goes to the current address of the person it was issued for."""

from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.db import transaction

from lms_onboarding.common.french import in_words
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import Grant, check_code, make, make_code
from lms_onboarding.mailing.enums import Lane
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import mail_identity, provider
from lms_onboarding.welcome.models import WelcomeKit

PURPOSE: Final = "document"
OPEN_FOR: Final = timedelta(hours=2)
MINUTES: Final = 10


def holder_of(number: str) -> tuple[IssuedDocument, Person] | None:
    """The document of this number and the person in whose name it was issued, when it is personal."""
    document = IssuedDocument.objects.filter(number=number).first()
    room, _, pk = document.holder_key.partition("/") if document else ("", "", "")
    if document is None or room != "person":
        return None
    person = Person.objects.filter(pk=int(pk)).first()
    return (document, person) if person else None


@transaction.atomic
def send_code(number: str, *, now: datetime) -> None:
    """Send a code to the holder; an unknown number does nothing, and looks the same. Raises TooManyCodes."""
    found = holder_of(number)
    if found is None:
        return
    document, person = found
    code = make_code(purpose=PURPOSE, object_key=document.number, now=now)
    variables = {
        **mail_identity(provider()),
        "document_title": document.title,
        "access_code": code,
        "code_validity": f"{in_words(MINUTES)} minutes",
    }
    queue(
        Draft(
            key=f"document-code/{document.pk}/{uuid4().hex}",  # two asked at one moment are two mails
            message="documents.access_code",
            recipient=Recipient(person.email, person.full_name, person.key),
            about=f"document/{document.pk}",
            due_at=now,
            variables=variables,
            lane=Lane.FAST,
        ),
        now=now,
    )


def open_with_code(number: str, *, code: str, now: datetime) -> PersonalLink | None:
    """The right to read the document, or the whole kit it belongs to, against the right code."""
    if not check_code(purpose=PURPOSE, object_key=number, code=code, now=now):
        return None
    found = holder_of(number)
    if found is None:
        return None
    document, person = found
    kit = WelcomeKit.objects.filter(convocation=document).first()
    scope, object_key = ("kit", f"kit/{kit.pk}") if kit else (PURPOSE, document.number)
    grant = Grant(scope=scope, object_key=object_key, holder_key=person.key, expires_at=now + OPEN_FOR)
    return make([grant], now=now)[0]
