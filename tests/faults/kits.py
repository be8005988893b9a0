"""Real kits: enrolments swept by the room itself, drawn with their PDFs and their calendar by whoever sends them."""

from datetime import datetime, timedelta
from math import ceil
from typing import Final

from lms_onboarding.common.calendar import PARIS, local_date
from lms_onboarding.welcome.services import sweep
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import provider, with_documents
from tests.factories.sessions import SessionFactory

from .populations import Population

GROUP: Final = 12
SOON: Final = timedelta(days=3)  # kits that come late have no window to wait for: the test may run at night


def _enrol(count: int, now: datetime) -> None:
    with_documents(provider())
    starts = local_date(now, PARIS) + SOON
    for first in range(0, count, GROUP):
        session = SessionFactory(starts=starts, opened=True)
        EnrolmentFactory.create_batch(min(GROUP, count - first), session=session)


def _queue(count: int, now: datetime) -> None:
    _enrol(count, now)
    report = sweep(now=now)
    if (report.kits, report.queued) != (count, count):
        raise AssertionError(report)


def _documents(count: int) -> dict[str, int]:
    return {"convocation": count, "programme": ceil(count / GROUP)}


KITS = Population(queue=_queue, documents=_documents)
UNSWEPT = Population(queue=_enrol, documents=_documents)  # for the calendar to find
