"""The certificate opened by an employer or a funder: freely in the first weeks of their link, then with a code sent to
the address known of them today, for a mail of three years ago may be in other hands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.links.services import opened
from lms_onboarding.mailing.services import Recipient
from lms_onboarding.offboarding import keys
from lms_onboarding.offboarding.models import Paper
from lms_onboarding.people.models import Organisation

from .codes import Door

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


def certificate_door(partner: Partner) -> Door:
    """The certificate of an enrolment; the employer's code does not open for the funder."""
    opens, one = keys.paper(partner.paper.pk), partner.organisation
    return Door(
        purpose="certificate",
        key=f"{opens}/{partner.holder}",
        scope=keys.CERTIFICATE_CHECKED_SCOPE,
        opens=opens,
        recipient=Recipient(one.contact_email, one.contact_name, partner.holder),
        message="offboarding.certificate_code",
        about=partner.paper.enrolment.key,
        words={"certificate_number": partner.document.number},
    )
