"""Questions already asked follow their session: a move shifts their end, a departure takes them back."""

from datetime import datetime

from django.db.models import Q

from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.models import Invitation, InvitationQuerySet
from lms_onboarding.surveys.services import postpone, withdraw
from lms_onboarding.welcome.services.outlook import House

from .rules import ENTRY, POSITIONING, closing_once_asked
from .selections import ASKED_HERE


def follow_sessions(house: House, *, now: datetime) -> int:
    """Bring the invitations of moved, cancelled and left sessions to what is true. Returns how many changed."""
    return _shift(house, now=now) + _take_back(now=now)


def _shift(house: House, *, now: datetime) -> int:
    moved = Session.objects.standing().filter(starts_at__gt=now, schedule_no__gt=1).values_list("pk", "starts_at")
    starts = {f"session/{pk}": start for pk, start in moved if start}
    if not starts:
        return 0
    late = []
    for one in _asked().filter(group__in=list(starts)).select_related("version__questionnaire"):
        start = starts[one.group]
        is_entry = one.version.questionnaire.key == POSITIONING
        end = start if is_entry else closing_once_asked(one.opens_at, start, house.rhythm.zone)
        if end != one.closes_at:
            late.append((one, end))
    for one, end in late:
        postpone(one, closes_at=end, now=now)
    return len(late)


def _take_back(*, now: datetime) -> int:
    cancelled = Session.objects.filter(cancelled_at__isnull=False, starts_at__gt=now).values_list("pk", flat=True)
    gone = Enrolment.objects.filter(state=EnrolmentState.CANCELLED, session__starts_at__gt=now)
    left = gone.values_list("pk", flat=True)
    groups, abouts = [f"session/{pk}" for pk in cancelled], [f"enrolment/{pk}" for pk in left]
    if not groups and not abouts:
        return 0
    stale = list(_asked().unanswered().filter(Q(group__in=groups) | Q(about__in=abouts)))
    for one in stale:
        withdraw(one, now=now)
    return len(stale)


def _asked() -> InvitationQuerySet:
    """What this room asked; the same questionnaire put at the end belongs to another one."""
    here = Invitation.objects.standing().filter(version__questionnaire__key__in=ASKED_HERE)
    return here.filter(occasion__in=("", ENTRY))
