"""A hand for who is stuck: a few minutes with somebody of the session, where hours are offered for it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.services import expand
from lms_onboarding.people.services import provider
from lms_onboarding.welcome.enums import CallPurpose

from .links import page_link
from .reading import CallState, learner_call
from .words import minutes as minutes_said


@dataclass(frozen=True)
class Hand:
    """`sentence` says the appointment booked, or the one that is offered; `url` is where it is booked or moved."""

    sentence: str
    is_booked: bool
    url: str


def hand_of(enrolment: int | None, *, now: datetime) -> Hand | None:
    """What this learner is offered; None where nobody offered an hour. Seven queries at most."""
    rows = Enrolment.objects.placed().in_standing_sessions().select_related("person", "session")
    row = rows.filter(pk=enrolment).first() if enrolment else None
    call = learner_call(row, CallPurpose.STUCK, now=now) if row else None
    if row is None or call is None or call.caller is None or call.state not in (CallState.OPEN, CallState.BOOKED):
        return None
    if call.booking is not None:
        said = {"length": minutes_said(call.booking.slot.minutes), "who": call.caller.full_name, "when": call.when}
        sentence = _("Un coup de main de %(length)s avec %(who)s est prévu %(when)s.") % said
    else:
        first = call.days[0].choices[0].slot
        day = french.day(french.local(first.starts_at, provider().zone).date(), year=False)
        said = {"who": call.caller.full_name, "length": minutes_said(first.minutes), "day": day}
        sentence = _("%(who)s peut aussi regarder avec vous, %(length)s, à partir du %(day)s.") % said
    url = expand(page_link(row, CallPurpose.STUCK, now=now), base_url="")
    return Hand(sentence, call.state is CallState.BOOKED, url)
