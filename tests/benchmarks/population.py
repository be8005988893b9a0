"""A provider with a full course, and sessions of twelve learners: complete enough for every kit to leave.

`python -m tests.benchmarks.population DUE OTHERS` fills the database named by DATABASE_URL, in a process of its own:
the memory it takes is not counted with what is measured.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from . import setting

NOW: Final = datetime(2026, 11, 30, 9, tzinfo=UTC)  # 10:00 in Paris
DUE_START: Final = date(2026, 12, 7)
OTHER_START: Final = date(2027, 3, 1)
GROUP: Final = 12
LONG_AGO: Final = datetime(2026, 10, 1, 8, tzinfo=UTC)
SLICE: Final = 5_000


@dataclass(frozen=True)
class Plan:
    """How many enrolments are due now, and how many stand beside them, in sessions of GROUP."""

    due: int
    others: int

    def starts(self) -> Iterator[tuple[date, int]]:
        """(first day, learners) of each session."""
        for start, learners in ((DUE_START, self.due), (OTHER_START, self.others)):
            for first in range(0, learners, GROUP):
                yield start, min(GROUP, learners - first)


def fill(plan: Plan) -> None:
    """Make everything. One real session goes through the services; the others are its copies, in bulk."""
    from lms_onboarding.people.models import Person  # noqa: PLC0415  Django must be set up first
    from tests.factories.people import provider  # noqa: PLC0415
    from tests.factories.sessions import SessionFactory  # noqa: PLC0415

    provider()
    model = SessionFactory(starts=DUE_START - timedelta(days=300), opened=True)
    sizes = list(plan.starts())
    sessions = _sessions(model, [start for start, _size in sizes])
    learners = [session for session, (_start, size) in zip(sessions, sizes, strict=True) for _ in range(size)]
    for first in range(0, len(learners), SLICE):
        chosen = learners[first : first + SLICE]
        people = Person.objects.bulk_create(
            Person(
                civility="mme" if number % 2 else "m",
                first_name=f"Inès{number}",
                last_name=f"Berthier{number}",
                email=f"ines.berthier{number}@exemple.fr",
                email_key=f"ines.berthier{number}@exemple.fr",
                created_at=LONG_AGO,
            )
            for number in range(first, first + len(chosen))
        )
        _enrol(chosen, [person.pk for person in people])


def _sessions(model: object, starts: list[date]) -> list[int]:
    from lms_onboarding.common.calendar import PARIS, wall_clock  # noqa: PLC0415
    from lms_onboarding.sessions.models import Session, SessionTrainer, Slot  # noqa: PLC0415

    assert isinstance(model, Session)
    slots, trainers = list(model.slots.all()), list(model.trainers.all())
    columns = {
        field.attname: getattr(model, field.attname)
        for field in Session._meta.concrete_fields
        if not field.primary_key
    }
    made = Session.objects.bulk_create(
        [
            Session(
                **columns
                | {
                    "code": f"BENCH-{number}",
                    "starts_at": wall_clock(start, time(9), PARIS),
                    "ends_at": wall_clock(start, time(17), PARIS),
                }
            )
            for number, start in enumerate(starts)
        ],
        batch_size=SLICE,
    )
    Slot.objects.bulk_create(
        [
            Slot(session=session, day=start, half=slot.half, start=slot.start, end=slot.end, subject=slot.subject)
            for session, start in zip(made, starts, strict=True)
            for slot in slots
        ],
        batch_size=SLICE,
    )
    SessionTrainer.objects.bulk_create(
        [
            SessionTrainer(session=session, person_id=one.person_id, title=one.title, quality=one.quality)
            for session in made
            for one in trainers
        ],
        batch_size=SLICE,
    )
    return [session.pk for session in made]


def _enrol(sessions: list[int], people: list[int]) -> None:
    from lms_onboarding.enrolments.models import Enrolment  # noqa: PLC0415

    Enrolment.objects.bulk_create(
        Enrolment(session_id=session, person_id=person, role="creator", created_at=LONG_AGO, confirmed_at=LONG_AGO)
        for session, person in zip(sessions, people, strict=True)
    )


if __name__ == "__main__":
    setting.start()
    fill(Plan(due=int(sys.argv[1]), others=int(sys.argv[2])))
