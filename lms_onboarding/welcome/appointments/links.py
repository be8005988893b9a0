"""The two personal links of a call: the page where it is booked, and its calendar file."""

from datetime import datetime
from typing import Final

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.services import Grant, keep, marker
from lms_onboarding.welcome.rules import LINK_LIFE

SCOPE: Final = "call"
AGENDA_SCOPE: Final = "call_agenda"


def link_to(scope: str, enrolment: Enrolment, *, now: datetime) -> str:
    """The marker of the learner's link; it lasts until two weeks after the session."""
    ends_at = enrolment.session.ends_at
    grant = Grant(
        scope=scope,
        object_key=enrolment.key,
        holder_key=f"person/{enrolment.person_id}",
        expires_at=max(ends_at or now, now) + LINK_LIFE,
    )
    return marker(keep(grant, now=now))
