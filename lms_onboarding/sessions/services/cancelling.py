"""Cancel a session, from any state before its end."""

from datetime import datetime

from django.db import transaction

from lms_onboarding.journal.services import Fact, record
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.refusals import ReasonMissing

from .moving import refuse_past
from .snapshots import subject_of


def cancel(session: Session, *, reason: str, options: str = "", by: str, now: datetime) -> Session:
    """The session will not be held: `reason` and `options` are the sentences that learners will read.

    Raises ReasonMissing, SessionOver, and SessionCancelled when it already was.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        refuse_past(locked, now=now)
        locked.cancelled_at, locked.cancel_reason, locked.cancel_options = now, reason.strip(), options.strip()
        locked.save(update_fields=["cancelled_at", "cancel_reason", "cancel_options"])
        record(Fact("session.cancelled", subject_of(locked), occurred_at=now, actor=by), now=now)
    session.refresh_from_db()
    return session
