"""Sessions in their first fortnight, with fourteen days of activity: five rows per enrolment.

`python -m tests.benchmarks.first_week LEARNERS SILENT_EVERY` fills the PostgreSQL database named by DATABASE_URL, in a
process of its own: one learner in SILENT_EVERY leaves no trace and has no kit problem; 0 leaves nobody silent.
"""

import sys
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from . import setting
from .cloning import clones
from .population import GROUP, LONG_AGO

START: Final = date(2026, 11, 23)
NOW: Final = datetime(2026, 11, 30, 7, tzinfo=UTC)  # eight o’clock in Paris, on day J+7
DAYS: Final = (-4, -2, 0, 1, 3)


def fill(learners: int, silent_every: int) -> None:
    """One learner is made through the models and the services of sessions; the others are their copies."""
    from lms_onboarding.enrolments.models import Enrolment  # noqa: PLC0415  Django must be set up first
    from lms_onboarding.mailing.models import OutgoingMail  # noqa: PLC0415
    from lms_onboarding.people.models import Person  # noqa: PLC0415
    from lms_onboarding.progress.models import DailyActivity  # noqa: PLC0415
    from lms_onboarding.sessions.models import Session, SessionTrainer, Slot  # noqa: PLC0415
    from lms_onboarding.welcome.models import WelcomeKit  # noqa: PLC0415
    from tests.factories.people import provider  # noqa: PLC0415
    from tests.followup import traces  # noqa: PLC0415

    provider()
    first = _first()
    session, person = first.session_id, first.person_id
    kit = traces.kit(first, sent=LONG_AGO)
    sessions = clones(Session, session, -(-learners // GROUP), code="'BENCH-' || n")
    for model in (SessionTrainer, Slot):
        for row in model._default_manager.filter(session_id=session):
            clones(model, row.pk, -(-learners // GROUP), session_id=f"{sessions} + n")
    address = "'bench' || n || '@exemple.fr'"
    people = clones(Person, person, learners, email=address, email_key=address)
    seat = f"{sessions} + (n + {GROUP - 1}) / {GROUP}"
    enrolments = clones(Enrolment, first.pk, learners, session_id=seat, person_id=f"{people} + n")
    mails = clones(OutgoingMail, kit.mail_id, learners, key="'bench/' || n", message_id="'<' || n || '@bench>'")
    clones(WelcomeKit, kit.pk, learners, enrolment_id=f"{enrolments} + n", mail_id=f"{mails} + n")
    for trace in DailyActivity.objects.filter(enrolment=first):
        clones(DailyActivity, trace.pk, learners, enrolment_id=f"{enrolments} + n")
    if silent_every:
        every = range(enrolments + silent_every, enrolments + learners + 1, silent_every)
        DailyActivity.objects.filter(enrolment__in=list(every)).delete()
    Session.objects.filter(pk=session).update(starts_at=None, ends_at=None)  # the model itself is followed by nobody


def _first() -> "Enrolment":  # type: ignore[name-defined]  # noqa: F821  imported once Django is set up
    from lms_onboarding.enrolments.models import Enrolment  # noqa: PLC0415
    from lms_onboarding.progress.models import DailyActivity  # noqa: PLC0415
    from lms_onboarding.sessions.services import SlotPlan  # noqa: PLC0415
    from tests.factories.enrolments import EnrolmentFactory  # noqa: PLC0415
    from tests.factories.sessions import SessionFactory  # noqa: PLC0415

    slots = [SlotPlan(START + timedelta(days=gap), time(9), time(12)) for gap in (0, 1, 25)]
    session = SessionFactory(starts=START, slots=slots, opened=True)
    first: Enrolment = EnrolmentFactory(session=session, created_at=LONG_AGO)
    DailyActivity.objects.bulk_create(
        DailyActivity(
            enrolment=first,
            day=START + timedelta(days=gap),
            source="portal",
            visits=1,
            lessons=int(gap >= 0),
            events=1,
        )
        for gap in DAYS
    )
    return first


if __name__ == "__main__":
    setting.start()
    fill(int(sys.argv[1]), int(sys.argv[2]))
