"""The question that may be asked of whoever left: one answer, named or not, for thirty days."""

from datetime import datetime, timedelta
from typing import Final

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.surveys.services import Ask, NothingPublished, NothingToAsk, Respondent, invite, link_markers

QUESTIONNAIRE: Final = "withdrawal"
OPEN_FOR: Final = timedelta(days=30)


def ask_the_reason(enrolment: Enrolment, now: datetime) -> str:
    """Where the question is answered; empty when its questionnaire is not published: the message goes without it."""
    person = enrolment.person
    asked = Ask(
        key=f"withdrawal/{enrolment.key}",
        questionnaire=QUESTIONNAIRE,
        about=enrolment.key,
        group=f"session/{enrolment.session_id}",
        respondent=Respondent(person.key, person.full_name, person.email),
        opens_at=now,
        closes_at=now + OPEN_FOR,
    )
    try:
        invitation = invite(asked, now=now)
    except (NothingPublished, NothingToAsk):
        return ""
    return link_markers([invitation]).get(invitation.pk, "")
