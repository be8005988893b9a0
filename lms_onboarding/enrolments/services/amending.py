"""Correct what describes an enrolment; its state moves through `states`."""

from datetime import datetime

from django.db import transaction

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record


def amend(enrolment: Enrolment, *, by: str, now: datetime) -> Enrolment:
    """Keep the role, company and funder of this enrolment, and nothing else of it."""
    with transaction.atomic():
        enrolment.save(update_fields=["role", "company", "funder"])
        record(Fact("enrolment.amended", enrolment.key, occurred_at=now, actor=by), now=now)
    return enrolment
