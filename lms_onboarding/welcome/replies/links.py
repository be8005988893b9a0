"""The personal link of the answer: the page where a learner says whether the change suits them."""

from datetime import datetime
from typing import Final

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.services import Grant, keep, marker
from lms_onboarding.welcome.rules import LINK_LIFE

SCOPE: Final = "session_reply"


def link_to(enrolment: Enrolment, *, now: datetime) -> str:
    """The marker of the learner's link; it lasts until two weeks after the session."""
    grant = Grant(
        scope=SCOPE,
        object_key=enrolment.key,
        holder_key=f"person/{enrolment.person_id}",
        expires_at=max(enrolment.session.ends_at or now, now) + LINK_LIFE,
    )
    return marker(keep(grant, now=now))
