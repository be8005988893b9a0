"""The end of a session completes those who were still in it, all at once."""

from collections.abc import Collection
from datetime import datetime

from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record_many
from lms_onboarding.sessions.models import Session

BATCH = 500


def complete_all(session: Session, enrolments: Collection[int], *, by: str, now: datetime) -> int:
    """Confirmed → completed for these enrolments of the session, whose lock the caller holds. Returns how many.

    `ended_at` is the end of the session: the fact, not the day on which it was written.
    """
    wanted, found = list(enrolments), list[int]()
    for start in range(0, len(wanted), BATCH):
        rows = Enrolment.objects.confirmed().filter(session=session, pk__in=wanted[start : start + BATCH])
        found += list(rows.values_list("pk", flat=True))
    for start in range(0, len(found), BATCH):
        rows = Enrolment.objects.filter(pk__in=found[start : start + BATCH])
        rows.update(state=EnrolmentState.COMPLETED, ended_at=session.ends_at or now)
    facts = [Fact("enrolment.completed", f"enrolment/{pk}", session.ends_at or now, by, {}) for pk in found]
    record_many(facts, now=now)
    return len(found)
