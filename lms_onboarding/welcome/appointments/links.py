"""The two personal links of an appointment: the page where it is booked, and its calendar file."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.services import Grant, keep, marker
from lms_onboarding.welcome.enums import CallPurpose
from lms_onboarding.welcome.rules import LINK_LIFE

SCOPES: Final[Mapping[str, str]] = {
    CallPurpose.WELCOME: "call",
    CallPurpose.STUCK: "stuck_call",
    CallPurpose.FOLLOW_UP: "follow_up_call",
}
AGENDA_SCOPES: Final[Mapping[str, str]] = {
    CallPurpose.WELCOME: "call_agenda",
    CallPurpose.STUCK: "stuck_call_agenda",
    CallPurpose.FOLLOW_UP: "follow_up_call_agenda",
}
PAGE_SCOPES: Final = tuple(SCOPES.values())
FILE_SCOPES: Final = (*PAGE_SCOPES, *AGENDA_SCOPES.values())
FOLLOW_UP_LIFE: Final = timedelta(days=90)


def page_link(enrolment: Enrolment, purpose: str = CallPurpose.WELCOME, *, now: datetime) -> str:
    """The marker of the page where this learner books, moves or cancels."""
    return _link_to(SCOPES[purpose], enrolment, purpose, now)


def agenda_link(enrolment: Enrolment, purpose: str = CallPurpose.WELCOME, *, now: datetime) -> str:
    return _link_to(AGENDA_SCOPES[purpose], enrolment, purpose, now)


def _link_to(scope: str, enrolment: Enrolment, purpose: str, now: datetime) -> str:
    """It lasts until two weeks after the session; for a follow-up, three months."""
    ends_at = enrolment.session.ends_at
    life = FOLLOW_UP_LIFE if purpose == CallPurpose.FOLLOW_UP else LINK_LIFE
    grant = Grant(
        scope=scope,
        object_key=enrolment.key,
        holder_key=f"person/{enrolment.person_id}",
        expires_at=max(ends_at or now, now) + life,
    )
    return marker(keep(grant, now=now))
