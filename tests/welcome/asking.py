"""Answering the needs questionnaire, as a learner in a hurry would."""

from datetime import datetime
from typing import Any

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import save_draft, sheet_of, submit


def needs_of(enrolment: Enrolment) -> Invitation:
    return Invitation.objects.select_related("version").get(key=f"needs_learner/{enrolment.key}")


def answer(invitation: Invitation, *, now: datetime, **changes: Any) -> Invitation:
    """Answer everything that is asked with the first choice, as a learner in a hurry would."""
    sheet = sheet_of(invitation)
    given: dict[str, Any] = {}
    for item in sheet.asked:
        degrees = item.question.scale.degrees if item.question.scale else ()
        first = item.choices[0].key if item.choices else str(degrees[1]) if degrees else "Accueillir douze saisonniers"
        given[item.field] = [first]
    given |= changes
    save_draft(invitation, given, fields=list(given), now=now)
    return submit(invitation, now=now)
