"""Moves between states. Each locks the session, then the enrolment: in one order, no two moves wait for each other."""

from datetime import datetime

from django.db import transaction

from lms_onboarding.enrolments import withdrawal
from lms_onboarding.enrolments.enums import AbandonCause, EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.refusals import EnrolmentOver, NothingToAbandon, SessionHasStarted, SessionTakesNobody
from lms_onboarding.enrolments.seats import open_for_first
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.sessions.models import Session

_OPEN = (EnrolmentState.INVITED, EnrolmentState.CONFIRMED)


def confirm(enrolment: Enrolment, *, by: str, now: datetime) -> Enrolment:
    """Invited → confirmed; the first one opens the session. Already confirmed: nothing happens.

    Raises EnrolmentOver, SessionTakesNobody.
    """
    with transaction.atomic():
        session, current = _locked(enrolment)
        if current.state == EnrolmentState.CONFIRMED:
            return current
        _refuse_final(current)
        if session.cancelled_at or session.released_at:
            raise SessionTakesNobody(session)
        current.state = EnrolmentState.CONFIRMED
        current.confirmed_at = now
        current.save(update_fields=["state", "confirmed_at"])
        open_for_first(session, by=by, now=now)
        record(_fact("enrolment.confirmed", current, by=by, now=now), now=now)
    return current


def cancel(enrolment: Enrolment, *, by: str, now: datetime) -> Enrolment:
    """Invited or confirmed → cancelled, before the session starts. Already cancelled: nothing happens.

    Raises EnrolmentOver, SessionHasStarted. An invitation never answered may be cancelled at any time.
    """
    with transaction.atomic():
        session, current = _locked(enrolment)
        if current.state == EnrolmentState.CANCELLED:
            return current
        _refuse_final(current)
        if current.state == EnrolmentState.CONFIRMED and _has_started(session, now) and not session.cancelled_at:
            raise SessionHasStarted(current)
        current.state = EnrolmentState.CANCELLED
        current.ended_at = now
        current.save(update_fields=["state", "ended_at"])
        record(_fact("enrolment.cancelled", current, by=by, now=now), now=now)
    return current


def abandon(enrolment: Enrolment, *, cause: AbandonCause, by: str, now: datetime) -> Enrolment:
    """Active → abandoned, with its cause; the first cause given stays, and the person is told.

    Raises EnrolmentOver, NothingToAbandon.
    """
    with transaction.atomic():
        session, current = _locked(enrolment)
        if current.state == EnrolmentState.ABANDONED:
            return current
        _refuse_final(current)
        if current.state != EnrolmentState.CONFIRMED or session.cancelled_at or not _has_started(session, now):
            raise NothingToAbandon(current)
        current.state = EnrolmentState.ABANDONED
        current.abandon_cause = cause
        current.ended_at = now
        current.save(update_fields=["state", "abandon_cause", "ended_at"])
        record(_fact("enrolment.abandoned", current, by=by, now=now, cause=cause.value), now=now)
        withdrawal.tell(current, now=now)
    return current


def _locked(enrolment: Enrolment) -> tuple[Session, Enrolment]:
    session = Session.objects.select_for_update().get(pk=enrolment.session_id)
    current = Enrolment.objects.select_for_update(of=("self",)).select_related("person").get(pk=enrolment.pk)
    current.session = session
    return session, current


def _refuse_final(enrolment: Enrolment) -> None:
    if enrolment.state not in _OPEN:
        raise EnrolmentOver(enrolment)


def _has_started(session: Session, now: datetime) -> bool:
    return session.starts_at is not None and session.starts_at <= now


def _fact(verb: str, enrolment: Enrolment, *, by: str, now: datetime, **codes: str) -> Fact:
    return Fact(verb, enrolment.key, occurred_at=now, actor=by, codes={"session": enrolment.session_id, **codes})
