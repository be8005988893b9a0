"""The certificate opened by an employer or a funder: freely in the first weeks of their link, then with a code sent to
the address known of them today, for a mail of three years ago may be in other hands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.http import HttpRequest

from lms_onboarding.common.french import in_words
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import Grant, check_code, make, make_code, opened
from lms_onboarding.mailing.enums import Lane
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.offboarding import keys
from lms_onboarding.offboarding.models import Paper
from lms_onboarding.offboarding.refusals import ContactUnknown
from lms_onboarding.people.models import Organisation
from lms_onboarding.people.services import mail_identity, provider

from .codes import MINUTES

PURPOSE: Final = "certificate"
WITH: Final = ("document__blob", "enrolment__company", "enrolment__funder")


@dataclass(frozen=True)
class Partner:
    """Who holds the link of a certificate. `needs_code`: the link is old, a code proves the address."""

    paper: Paper
    document: IssuedDocument
    organisation: Organisation
    needs_code: bool

    @property
    def holder(self) -> str:
        return f"organisation/{self.organisation.pk}"

    @property
    def code_key(self) -> str:
        """The employer's code does not open for the funder."""
        return f"{keys.paper(self.paper.pk)}/{self.holder}"


def admitted_partner(request: HttpRequest, pk: int, *, now: datetime) -> Partner | None:
    """Who holds the link and is still the employer or the funder of this enrolment. None otherwise, and for a
    certificate revoked."""
    checked = opened(request, scope=keys.CERTIFICATE_CHECKED_SCOPE, object_key=keys.paper(pk), now=now)
    link = checked or opened(request, scope=keys.CERTIFICATE_SCOPE, object_key=keys.paper(pk), now=now)
    paper = Paper.objects.select_related(*WITH).filter(pk=pk, document__isnull=False).first()
    if link is None or paper is None or paper.document is None or paper.document.revoked_at:
        return None
    for one in (paper.enrolment.company, paper.enrolment.funder):
        if one is not None and link.holder_key == f"organisation/{one.pk}":
            return Partner(paper, paper.document, one, checked is None and now - link.created_at > keys.TRUSTED)
    return None


@transaction.atomic
def send_certificate_code(partner: Partner, *, now: datetime) -> None:
    """To the contact known today, whatever the address of the link. Raises TooManyCodes, ContactUnknown."""
    one, organisation = partner.organisation, provider()
    if not one.contact_email:
        raise ContactUnknown(organisation.email)
    code = make_code(purpose=PURPOSE, object_key=partner.code_key, now=now)
    queue(
        Draft(
            key=f"certificate-code/{partner.paper.pk}/{one.pk}/{now:%Y%m%d%H%M%S%f}",
            message="offboarding.certificate_code",
            recipient=Recipient(one.contact_email, one.contact_name, partner.holder),
            about=partner.paper.enrolment.key,
            due_at=now,
            variables={
                **mail_identity(organisation),
                "certificate_number": partner.document.number,
                "access_code": code,
                "code_validity": f"{in_words(MINUTES)} minutes",
            },
            lane=Lane.FAST,
        ),
        now=now,
    )


def open_with_certificate_code(partner: Partner, *, code: str, now: datetime) -> PersonalLink | None:
    """The right to read for two hours, against the right code."""
    if not check_code(purpose=PURPOSE, object_key=partner.code_key, code=code, now=now):
        return None
    grant = Grant(
        scope=keys.CERTIFICATE_CHECKED_SCOPE,
        object_key=keys.paper(partner.paper.pk),
        holder_key=partner.holder,
        expires_at=now + keys.CHECKED_FOR,
    )
    return make([grant], now=now)[0]
