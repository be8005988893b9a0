"""What a learner was asked, offered or has tested before the first day. Three or four plain queries."""

from datetime import datetime
from typing import Final

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.sessions.enums import Modality
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.welcome.enums import HELD_OUTCOMES
from lms_onboarding.welcome.models import CallDecline, CallSlot

from .steps import Asked, Preparation

ACCESS_CHECKED: Final = "access.checked"
NEEDS: Final = "needs_learner"
POSITIONING: Final = "positioning"
STANDING_OUTCOMES: Final = ("", *map(str, HELD_OUTCOMES))  # to come, or held: no other call is needed


def preparation_of(enrolment: Enrolment, *, now: datetime) -> Preparation:
    """As things stand at `now`. What was never asked nor offered is None: nothing is promised."""
    asked = _asked(enrolment, now)
    call_at, offered = _call(enrolment, now)
    checks = Entry.objects.filter(subject=enrolment.key, verb=ACCESS_CHECKED).order_by("occurred_at")
    remote = enrolment.session.modality != Modality.ONSITE
    return Preparation(
        needs=asked.get(NEEDS),
        positioning=asked.get(POSITIONING),
        call_at=call_at,
        call_offered=offered and call_at is None and not _declined(enrolment),
        checked_at=checks.values_list("occurred_at", flat=True).first() if remote else None,
    )


def _call(enrolment: Enrolment, now: datetime) -> tuple[datetime | None, bool]:
    """The hour of one’s own call, to come or held; whether a slot to come has a seat left. One plain query: a session
    has a handful of slots, and counting seats here costs less than asking the database to."""
    seats: dict[int, int] = {}
    mine: datetime | None = None
    rows = CallSlot.objects.standing().filter(session=enrolment.session_id).order_by("starts_at", "pk")
    for pk, starts_at, capacity, holder, cancelled_at, outcome in rows.values_list(
        "pk", "starts_at", "capacity", "bookings__enrolment", "bookings__cancelled_at", "bookings__outcome"
    ):
        taken = holder is not None and cancelled_at is None
        if taken and holder == enrolment.pk and outcome in STANDING_OUTCOMES:
            mine = starts_at
        if starts_at > now:
            seats[pk] = seats.get(pk, capacity) - taken
    return mine, any(left > 0 for left in seats.values())


def _declined(enrolment: Enrolment) -> bool:
    return CallDecline.objects.filter(enrolment=enrolment, slot__isnull=True, taken_back_at__isnull=True).exists()


def _asked(enrolment: Enrolment, now: datetime) -> dict[str, Asked]:
    person = f"person/{enrolment.person_id}"
    mine = Invitation.objects.about([enrolment.key]).standing().filter(respondent_key=person, opens_at__lte=now)
    rows = mine.order_by("-opens_at", "pk").values_list(
        "pk", "version__questionnaire__key", "closes_at", "answered_on"
    )
    return {key: Asked(pk, closes_at > now, answered_on) for pk, key, closes_at, answered_on in rows}
