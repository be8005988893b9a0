"""Answers to a session moved or cancelled: one is content, another is not, a third would rather come later."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from lms_onboarding.welcome.services import Answer, reply_to_change

from .acts import Act
from .cast import load
from .dates import month_of
from .models import DemoState
from .who import Named, Who

# By rank among the learners of the side; the others do not answer.
TO_A_MOVE: Final = (("fits", ""), ("misfit", "Je suis en déplacement le premier jour, les suivants me vont."))
TO_A_CANCELLATION: Final = (("another", "Une session en janvier, de préférence sur place."),)


def reply_acts(state: DemoState) -> Iterator[Act]:
    """The evening of the day when the change is told."""
    for name, side in load("sides").items():
        if not (side.get("moved") or side.get("cancelled")):
            continue
        code = f"LMS-{side['course']}-{month_of(state.anchor)}-{side['suffix']}"
        start = state.plan["moved_from" if side.get("moved") else name]
        told = date.fromisoformat(start) - timedelta(days=4)
        for rank, (choice, said) in enumerate(TO_A_MOVE if side.get("moved") else TO_A_CANCELLATION):
            yield Act(told, time(17, 30 + rank), _Reply(Named(code, side["learners"][rank]), choice, said))


@dataclass(frozen=True)
class _Reply:
    who: Who
    choice: str
    said: str

    def __call__(self, now: datetime) -> None:
        enrolment = self.who.find()
        if enrolment is None:
            return
        session = enrolment.session
        answer = Answer(
            schedule_no=session.schedule_no,
            cancelled=session.cancelled_at is not None,
            choice=self.choice,
            said=self.said,
        )
        reply_to_change(enrolment=enrolment.pk, answer=answer, by=enrolment.person.key, now=now)
