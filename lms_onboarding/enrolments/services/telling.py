"""Telling people that their place is kept: one message each, pulled from the enrolments that nobody told yet."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from lms_onboarding.enrolments import confirmation
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.services import Draft, Recipient, queue_many
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Slot

BATCH: Final = 1_000


def sweep(*, now: datetime) -> int:
    """Queue a confirmation for each confirmed enrolment that has none; how many were queued.

    Late enrolments, missed runs and double runs need nothing more. Nothing is said of a session that is cancelled, has
    started, or has no half-day yet: a date without an hour is not worth a message. Without a provider's name nothing
    leaves either: nobody would know who writes.
    """
    organisation = provider()
    if not organisation.name:
        return 0
    told = 0
    while count := _tell_some(organisation, now):
        told += count
    return told


def _tell_some(organisation: ProviderSettings, now: datetime) -> int:
    """One batch, in a number of queries that does not depend on its size."""
    planned = Exists(Slot.objects.filter(session=OuterRef("session")))
    with transaction.atomic():
        batch = list(
            Enrolment.objects.not_yet_told()
            .in_sessions_still_to_start(now)
            .filter(planned)
            .select_related("person", "session__referent")
            .select_for_update(of=("self",), skip_locked=True)
            .order_by("pk")[:BATCH]
        )
        if not batch:
            return 0
        mails = queue_many([_draft(enrolment, organisation, now) for enrolment in batch], now=now)
        for enrolment, mail in zip(batch, mails, strict=True):
            enrolment.confirmation_mail = mail
        Enrolment.objects.bulk_update(batch, ["confirmation_mail"])
    return len(batch)


def _draft(enrolment: Enrolment, organisation: ProviderSettings, now: datetime) -> Draft:
    person, referent = enrolment.person, enrolment.session.referent or organisation.pedagogical_referent
    return Draft(
        key=confirmation.key_of(enrolment),
        message=confirmation.MESSAGE,
        recipient=Recipient(person.email, person.full_name, person.key),
        about=enrolment.key,
        due_at=now,
        window=organisation.window,
        from_name=organisation.name,
        reply_to=referent.email if referent else organisation.email,
    )
