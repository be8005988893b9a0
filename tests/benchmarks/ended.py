"""A session of many learners that has just ended, every half-day found, every objective assessed, every bilan valid.

`python -m tests.benchmarks.ended LEARNERS` fills the database named by DATABASE_URL, in a process of its own: the
memory it takes is not counted with what is measured.
"""

import sys
from datetime import UTC, date, datetime
from typing import Final

from . import setting

EVENING: Final = datetime(2026, 12, 7, 17, 30, tzinfo=UTC)
DAY: Final = date(2026, 12, 7)
CODE: Final = "BENCH-ENDED"
LONG_AGO: Final = datetime(2026, 10, 1, 8, tzinfo=UTC)
SLICE: Final = 5_000
LEVELS: Final = ("acquired", "acquired", "in_progress", "not_acquired")


def fill(learners: int) -> None:
    from lms_onboarding.enrolments.models import Enrolment  # noqa: PLC0415  Django must be set up first
    from lms_onboarding.offboarding.models import Bilan  # noqa: PLC0415
    from lms_onboarding.offboarding.services import open_closing, validate_bilans  # noqa: PLC0415
    from lms_onboarding.people.models import Person  # noqa: PLC0415
    from lms_onboarding.progress.models import Assessment, AttendanceMark  # noqa: PLC0415
    from lms_onboarding.progress.services import goals_of  # noqa: PLC0415
    from tests.factories.people import provider  # noqa: PLC0415
    from tests.factories.sessions import SessionFactory, karim  # noqa: PLC0415

    provider()
    session, trainer = SessionFactory(code=CODE, opened=True), karim()
    people = Person.objects.bulk_create(
        [
            Person(
                first_name=f"Inès{number}",
                last_name=f"Berthier{number}",
                email=f"ines.berthier{number}@exemple.fr",
                email_key=f"ines.berthier{number}@exemple.fr",
                created_at=LONG_AGO,
            )
            for number in range(learners)
        ],
        batch_size=SLICE,
    )
    rows = Enrolment.objects.bulk_create(
        [
            Enrolment(session=session, person=person, role="creator", created_at=LONG_AGO, confirmed_at=LONG_AGO)
            for person in people
        ],
        batch_size=SLICE,
    )
    AttendanceMark.objects.bulk_create(
        [
            AttendanceMark(slot=slot, enrolment=row, presence="present", marked_at=EVENING, marked_by=trainer)
            for row in rows
            for slot in session.slots.all()
        ],
        batch_size=SLICE,
    )
    Assessment.objects.bulk_create(
        [
            Assessment(
                enrolment=row,
                objective=goal.ref,
                text=goal.text,
                level=level,
                evidence="Mise en situation du 7 décembre.",
                source="trainer",
                assessor=trainer,
                assessed_on=DAY,
                recorded_at=EVENING,
                recorded_by="user/3",
            )
            for row in rows
            for goal, level in zip(goals_of(session), LEVELS, strict=False)
        ],
        batch_size=SLICE,
    )
    open_closing(session, by="user/3", now=EVENING)
    validate_bilans(list(Bilan.objects.all()), validator=trainer, by="user/3", now=EVENING)


if __name__ == "__main__":
    setting.start()
    fill(int(sys.argv[1]))
