"""The appointment at thirty days: where a learner stands with it, and what came of their action there."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lms_onboarding.common import french
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.services import expand
from lms_onboarding.offboarding.models import ActionPlan, Paper, PaperKind
from lms_onboarding.people.services import provider
from lms_onboarding.welcome.enums import CallPurpose
from lms_onboarding.welcome.models import Booking
from lms_onboarding.welcome.services import CallNote, CallState, call_link, learner_call, minutes_said, note_outcome

from .actions import tell_outcome, write_action


@dataclass(frozen=True)
class FollowUp:
    """`sentence` says the appointment booked, or the one that is offered; `marker` stands for the page where it is
    booked, moved or cancelled."""

    sentence: str
    is_booked: bool
    marker: str

    @property
    def url(self) -> str:
        """That page, for a page that is theirs."""
        return expand(self.marker, base_url="")


def follow_up_of(enrolment: Enrolment, *, now: datetime) -> FollowUp | None:
    """None when nothing is offered, when it was held or declined. Six queries at most."""
    call = learner_call(enrolment, CallPurpose.FOLLOW_UP, now=now)
    caller = call.caller
    if caller is None or call.state not in (CallState.OPEN, CallState.BOOKED):
        return None
    if call.booking is not None:
        length = minutes_said(call.booking.slot.minutes)
        sentence = f"Un point de {length} avec {caller.full_name} est prévu {call.when}."
    else:
        first = call.days[0].choices[0].slot
        day = french.day(french.local(first.starts_at, provider().zone).date(), weekday=False, year=False)
        sentence = f"{caller.full_name} vous propose un point de {minutes_said(first.minutes)}, à partir du {day}."
    return FollowUp(sentence, call.state is CallState.BOOKED, call_link(enrolment, CallPurpose.FOLLOW_UP, now=now))


def follow_up_values(enrolment: Enrolment, *, now: datetime) -> dict[str, str]:
    """The same for a mail; two empty values when there is none."""
    found = follow_up_of(enrolment, now=now)
    return {
        "follow_up_sentence": found.sentence if found else "",
        "follow_up_url": found.marker if found else "",
    }


def action_of(enrolment: Enrolment) -> str:
    """The thirty-day action of this learner: their own, else the one their bilan proposes. Two queries at most."""
    own = ActionPlan.objects.filter(enrolment=enrolment).values_list("text", flat=True).first()
    if own:
        return own
    bilans = Paper.objects.filter(enrolment=enrolment, kind=PaperKind.BILAN, document__isnull=False)
    return str(bilans.order_by("-version").values_list("data__action", flat=True).first() or "")


def note_follow_up(*, booking: Booking, note: CallNote, action: str, by: str, now: datetime) -> Booking:
    """Keep how the appointment ended, and where the action stands when they spoke of it (`action`: « done »,
    « started », « dropped » or nothing). An action that nobody took over yet becomes the learner's.

    Raises NoteRefused, NotBooked, AlreadyBooked, BilanRefused: nothing is then written.
    """
    with transaction.atomic():
        noted = note_outcome(booking=booking.pk, note=note, by=by, now=now)
        text = action_of(noted.enrolment) if noted.is_held and action else ""
        if text:
            plan = ActionPlan.objects.filter(enrolment=noted.enrolment).first()
            plan = plan or write_action(noted.enrolment, text=text, by=by, now=now)
            tell_outcome(plan, outcome=action, by=by, now=now)
    return noted
