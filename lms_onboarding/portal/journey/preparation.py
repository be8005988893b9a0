"""What a learner was asked, offered or has tested before the first day. Three plain queries, two on site."""

from datetime import datetime
from typing import Any, Final

from django.db.models import BigIntegerField, CharField, DateTimeField, Exists, Subquery

from lms_onboarding.common.prepared import Given, Prepared
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.sessions.enums import Modality
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.welcome.enums import HELD_OUTCOMES, CallPurpose, SlotKind
from lms_onboarding.welcome.models import CallDecline, CallSlot, NeedsSynthesis

from .steps import Asked, Opening, Preparation

ACCESS_CHECKED: Final = "access.checked"
NEEDS: Final = "needs_learner"
POSITIONING: Final = "positioning"
STANDING_OUTCOMES: Final = ("", *map(str, HELD_OUTCOMES))  # to come, or held: no other call is needed


def preparation_of(enrolment: Enrolment, *, now: datetime) -> Preparation:
    """As things stand at `now`. What was never asked nor offered is None: nothing is promised."""
    asked, restated = _asked(enrolment, now)
    call_at, offered, openings = _call(enrolment, now)
    remote = enrolment.session.modality != Modality.ONSITE
    checked = _CHECKED.first(subject=enrolment.key) if remote else None
    return Preparation(
        needs=asked.get(NEEDS),
        positioning=asked.get(POSITIONING),
        call_at=call_at,
        call_offered=offered and call_at is None,
        openings=openings if call_at is None else (),
        restated=restated,
        checked_at=checked[0] if checked else None,
    )


def _call(enrolment: Enrolment, now: datetime) -> tuple[datetime | None, bool, tuple[Opening, ...]]:
    """The hour of one’s own call, to come or held; whether a slot to come has a seat left for somebody who did not
    decline every call; the individual ones. One query: a session has a handful of slots, and counting seats here costs
    less than asking the database to."""
    seats: dict[int, int] = {}
    singles: dict[int, Opening] = {}
    mine: datetime | None = None
    rows = _SLOTS.rows(session=enrolment.session_id, enrolment=enrolment.pk)
    for pk, starts_at, minutes, kind, capacity, caller, no_call, holder, cancelled_at, outcome in rows:
        taken = holder is not None and cancelled_at is None
        if taken and holder == enrolment.pk and outcome in STANDING_OUTCOMES:
            mine = starts_at
        if starts_at > now and not no_call:
            seats[pk] = seats.setdefault(pk, capacity) - int(taken)
            if kind == SlotKind.INDIVIDUAL:
                singles[pk] = Opening(pk, starts_at, minutes, caller)
    openings = tuple(one for pk, one in singles.items() if seats[pk] > 0)
    return mine, any(left > 0 for left in seats.values()), openings


def _asked(enrolment: Enrolment, now: datetime) -> tuple[dict[str, Asked], str]:
    """The questionnaires of this learner by key, and what was given back to them of their need."""
    rows = _ASKED.rows(about=enrolment.key, person=f"person/{enrolment.person_id}", now=now, enrolment=enrolment.pk)
    asked = {key: Asked(pk, closes_at > now, answered_on) for pk, key, closes_at, answered_on, _need in rows}
    return asked, next((need for *_others, need in rows if need), "")


def _checks() -> Any:
    entries = Entry.objects.filter(subject=Given("subject", CharField()), verb=ACCESS_CHECKED)
    return entries.order_by("occurred_at").values_list("occurred_at")[:1]


def _slots() -> Any:
    declined = CallDecline.objects.filter(
        enrolment=Given("enrolment", BigIntegerField()),
        purpose=CallPurpose.WELCOME,
        slot__isnull=True,
        taken_back_at__isnull=True,
    )
    slots = (
        CallSlot.objects.standing().of_purpose(CallPurpose.WELCOME).filter(session=Given("session", BigIntegerField()))
    )
    columns = ("pk", "starts_at", "minutes", "kind", "capacity", "trainer__first_name", "declined")
    booked = ("bookings__enrolment", "bookings__cancelled_at", "bookings__outcome")
    return slots.annotate(declined=Exists(declined)).order_by("starts_at", "pk").values_list(*columns, *booked)


def _invitations() -> Any:
    mine = Invitation.objects.standing().filter(
        about=Given("about", CharField()),
        respondent_key=Given("person", CharField()),
        opens_at__lte=Given("now", DateTimeField()),
    )
    current = NeedsSynthesis.objects.current().filter(enrolment=Given("enrolment", BigIntegerField()))
    columns = ("pk", "version__questionnaire__key", "closes_at", "answered_on", "need")
    annotated = mine.annotate(need=Subquery(current.values("restated")[:1]))
    return annotated.order_by("-opens_at", "pk").values_list(*columns)


_CHECKED: Final = Prepared(_checks)
_SLOTS: Final = Prepared(_slots)
_ASKED: Final = Prepared(_invitations)
