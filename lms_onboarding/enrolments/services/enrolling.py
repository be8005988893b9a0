"""Giving one person their place in a session."""

from datetime import datetime

from django.db import transaction

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.refusals import AlreadyEnrolled, SessionTakesNobody
from lms_onboarding.enrolments.seats import Seat, enrol_many, open_for_first
from lms_onboarding.sessions.models import Session


def enrol(seat: Seat, *, invited: bool = False, source: str = "", by: str, now: datetime) -> Enrolment:
    """Enrol one person, confirmed at once unless `invited`. Raises AlreadyEnrolled, SessionTakesNobody."""
    with transaction.atomic():
        session = Session.objects.select_for_update().get(pk=seat.session.pk)
        if session.cancelled_at or session.released_at:
            raise SessionTakesNobody(session)
        known = (
            Enrolment.objects.select_related("person", "session").filter(session=session, person=seat.person).first()
        )
        if known:
            raise AlreadyEnrolled(known)
        (enrolment,) = enrol_many([seat], invited=invited, source=source, by=by, now=now)
        if not invited:
            open_for_first(session, by=by, now=now)
    return enrolment
