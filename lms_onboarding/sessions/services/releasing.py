"""Note that what a session had to hand over was released."""

from datetime import datetime

from django.db import transaction

from lms_onboarding.journal.services import Fact, record
from lms_onboarding.sessions.models import Session

from .snapshots import subject_of


def mark_released(session: Session, *, by: str, now: datetime) -> bool:
    """Ended → released, once. Returns whether this call did it."""
    with transaction.atomic():
        fresh = Session.objects.filter(pk=session.pk, released_at__isnull=True, cancelled_at__isnull=True)
        if not fresh.update(released_at=now):
            return False
        record(Fact("session.released", subject_of(session), occurred_at=now, actor=by), now=now)
    session.released_at = now
    return True
