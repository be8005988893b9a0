"""Who is expected at a half-day, and who may note it."""

from django.db.models import Q

from lms_onboarding.enrolments.enums import PLACED, EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Session, Slot

from .windows import Window


def expected(slot: Slot, window: Window) -> list[Enrolment]:
    """Learners of the session who had a place while the half-day lasted, by name; and whoever signed or was marked."""
    placed = Q(state__in=PLACED, confirmed_at__lte=window.ends)
    gone_since = Q(state=EnrolmentState.ABANDONED, confirmed_at__lte=window.ends, ended_at__gt=window.starts)
    known = Q(attendance_marks__slot=slot) | Q(attendance_signatures__slot=slot)
    rows = Enrolment.objects.filter(session=slot.session_id).filter(placed | gone_since | known)
    return list(rows.select_related("person").order_by("person__last_name", "person__first_name", "pk").distinct())


def is_expected(enrolment: Enrolment, slot: Slot, window: Window) -> bool:
    """Whether this enrolment has a place in this half-day, before anything was signed."""
    if enrolment.session_id != slot.session_id or enrolment.confirmed_at is None:
        return False
    if enrolment.confirmed_at > window.ends:
        return False
    if enrolment.state == EnrolmentState.ABANDONED:
        return enrolment.ended_at is not None and enrolment.ended_at > window.starts
    return enrolment.is_placed


def leads(person: Person, session: Session) -> bool:
    """Whether this person trains the session, is its referent, or the provider's where it names none."""
    if session.referent_id == person.pk or session.trainers.filter(person=person).exists():
        return True
    return session.referent_id is None and provider().pedagogical_referent_id == person.pk


def trainer_name(session: Session) -> str:
    """The first trainer's name, else the referent's, else nothing."""
    first = session.trainers.select_related("person").first()
    if first is not None:
        return first.person.full_name
    return session.referent.full_name if session.referent else ""
