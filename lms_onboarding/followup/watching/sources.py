"""Absent data: told once to the administrator for each source of a session, and noted when it comes back."""

from datetime import datetime

from django.db import transaction

from lms_onboarding.followup import keys
from lms_onboarding.followup.models import SourceAlert
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.people.models import ProviderSettings

from .frames import Setting, Silence


def follow_sources(setting: Setting, organisation: ProviderSettings, *, now: datetime) -> int:
    """How many were told. Those of sessions that are no longer followed are closed with the others."""
    silent = {(one.session, one.source): one for one in setting.silences}
    with transaction.atomic():
        standing = {
            (row.session_id, row.source): row
            for row in SourceAlert.objects.select_for_update().filter(resolved_at__isnull=True)
        }
        over = [row.pk for key, row in standing.items() if key not in silent]
        if over:
            SourceAlert.objects.filter(pk__in=over).update(resolved_at=now)
        new = [_row(one, now) for key, one in silent.items() if key not in standing]
        if not new:
            return 0
        SourceAlert.objects.bulk_create(new, ignore_conflicts=True)
        untold = SourceAlert.objects.filter(resolved_at__isnull=True, mail__isnull=True)
        return sum(_tell(row, organisation, now=now) for row in untold)


def _row(one: Silence, now: datetime) -> SourceAlert:
    return SourceAlert(session_id=one.session, source=one.source, last_arrival_at=one.last_arrival_at, opened_at=now)


def _tell(row: SourceAlert, organisation: ProviderSettings, *, now: datetime) -> bool:
    recipient = _administrator(organisation)
    if recipient is None:
        return False
    row.mail = queue(
        Draft(
            key=keys.source(row.pk),
            message="followup.source_silent",
            recipient=recipient,
            about=f"session/{row.session_id}",
            due_at=now,
            window=organisation.window,
            from_name=organisation.name,
        ),
        now=now,
    )
    row.save(update_fields=["mail"])
    return True


def _administrator(organisation: ProviderSettings) -> Recipient | None:
    person = organisation.administrative_referent
    if person is not None:
        return Recipient(person.email, person.full_name, person.key)
    return Recipient(organisation.email, organisation.name, keys.PROVIDER) if organisation.email else None
