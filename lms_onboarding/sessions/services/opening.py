"""Open a session: what was promised is frozen."""

from datetime import datetime

from django.db import transaction

from courses.services import programme_of
from lms_onboarding.journal.services import SYSTEM, Fact, record
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.refusals import SessionCancelled

from .snapshots import subject_of


def open_session(session: Session, *, by: str = SYSTEM, now: datetime) -> Session:
    """Freeze the objectives, the programme, its version and its price, at the first confirmed enrolment or by hand.

    Twice is once: an open session keeps what was frozen. Raises SessionCancelled.
    Shape: `courses.services.programme_of`.
    """
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        if locked.cancelled_at:
            raise SessionCancelled(locked.code)
        if locked.opened_at is None:
            locked.opened_at = now
            locked.programme = programme_of(locked.course)
            locked.save(update_fields=["opened_at", "programme"])
            record(Fact("session.opened", subject_of(locked), occurred_at=now, actor=by), now=now)
    session.opened_at, session.programme = locked.opened_at, locked.programme
    return session
