"""Who is told that documents are there: each learner once all theirs are issued, then employer and funder."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.offboarding import keys
from lms_onboarding.offboarding.models import Handover, Paper, PaperKind
from lms_onboarding.people.models import Organisation, ProviderSettings
from lms_onboarding.people.services import provider

BATCH: Final = 200


def tell_learners(*, now: datetime) -> int:
    """Queue the closing mail of each learner whose documents are all issued. Returns how many."""
    organisation = provider()
    waiting = Paper.objects.to_issue().filter(enrolment=OuterRef("enrolment"))
    ready = Handover.objects.filter(told_at__isnull=True).exclude(Exists(waiting))
    rows = ready.select_related("enrolment__person", "enrolment__session").order_by("pk")
    told = 0
    while batch := list(rows[:BATCH]):
        for row in batch:
            row.mail, row.told_at = queue(_closing(row, organisation, now), now=now), now
            row.save(update_fields=["mail", "told_at"])
        told += len(batch)
    return told


def tell_partners(*, now: datetime) -> int:
    """Queue the certificate for the employer and the funder, where somebody is named to receive it."""
    organisation, told = provider(), 0
    ready = Paper.objects.filter(kind=PaperKind.CERTIFICATE, told_at__isnull=True, document__isnull=False)
    rows = ready.select_related("document", "enrolment__company", "enrolment__funder").order_by("pk")
    while batch := list(rows[:BATCH]):
        for paper in batch:
            for draft in _certificates(paper, organisation, now):
                queue(draft, now=now)
                told += 1
        Paper.objects.filter(pk__in=[paper.pk for paper in batch]).update(told_at=now)
    return told


def trainer_of(enrolment: Enrolment) -> tuple[str, str, str]:
    """Name, title and address of who speaks for the session; the organisation when nobody does."""
    first = enrolment.session.trainers.select_related("person").first()
    if first is not None:
        return first.person.full_name, first.title, first.person.email
    organisation = provider()
    return organisation.name, "", organisation.email


def _closing(row: Handover, organisation: ProviderSettings, now: datetime) -> Draft:
    person = row.enrolment.person
    name, _title, address = trainer_of(row.enrolment)
    return Draft(
        key=keys.closing(row.enrolment_id, row.version),
        message=_message(row),
        recipient=Recipient(person.email, person.full_name, person.key),
        about=row.enrolment.key,
        due_at=now,
        window=organisation.window,
        from_name=name,
        reply_to=address,
    )


def _message(row: Handover) -> str:
    """With the badge, or with what is still to be done to earn it."""
    if row.version > 1:
        return "offboarding.closing_corrected"
    rows = Paper.objects.filter(enrolment=row.enrolment_id, kind=PaperKind.ATTESTATION)
    badge = rows.values_list("data__badge", flat=True).first()
    return "offboarding.closing_without_badge" if badge and badge["missing"] else "offboarding.closing"


def _certificates(paper: Paper, organisation: ProviderSettings, now: datetime) -> Iterator[Draft]:
    for party, partner in _partners(paper.enrolment):
        yield Draft(
            key=keys.certificate(paper.pk, party),
            message="offboarding.certificate_to_funder",
            recipient=Recipient(partner.contact_email, partner.contact_name, f"organisation/{partner.pk}"),
            about=f"enrolment/{paper.enrolment_id}",
            due_at=now,
            window=organisation.window,
            from_name=organisation.name,
            reply_to=organisation.email,
        )


def _partners(enrolment: Enrolment) -> Iterable[tuple[str, Organisation]]:
    for party, partner in (("company", enrolment.company), ("funder", enrolment.funder)):
        if partner is not None and partner.contact_email:
            yield party, partner
