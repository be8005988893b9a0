"""Welcome calls in the demonstration: trainers offer slots, learners book, move or decline, an outcome is noted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from lms_onboarding.common.calendar import PARIS, wall_clock
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.models import Booking, CallSlot
from lms_onboarding.welcome.services import (
    CallNote,
    CallOffer,
    book_call,
    decline_call,
    move_call,
    note_outcome,
    offer_slots,
)

from .dates import CALENDAR

Told = tuple[date, time, Callable[[datetime], None]]
Hours = tuple[tuple[int, time], ...]
# Business days before the first one, and hours of that day. One trainer holds several sessions: each begins its calls
# some minutes after those of the one before.
MAIN: Final[Hours] = ((4, time(9, 30)), (4, time(17)), (2, time(12, 15)), (1, time(9)))
BESIDE: Final[Hours] = ((2, time(10)), (2, time(14)), (1, time(10)), (1, time(16)))
STEP: Final = 12  # minutes
OFFERED, ANSWERED = timedelta(days=9), timedelta(days=6)
HELD: Final = CallNote(
    outcome="held",
    next_step="adapt",
    blockers=["organise"],
    expectation="Repartir avec un module publié, sur un vrai besoin de son équipe.",
    agreed="Le formateur garde un quart d’heure le premier jour pour choisir le module.",
)
MISSED: Final = CallNote(outcome="no_answer", next_step="call_back")


def main_calls(code: str, start: date, *, rank: int) -> Iterator[Told]:
    """Slots of the main session of this rank, that its imported learners may book."""
    yield start - OFFERED, time(11), _Offer(code, start, _shifted(MAIN, rank))


def side_calls(code: str, learners: Sequence[Mapping[str, Any]], start: date, *, rank: int) -> Iterator[Told]:
    """The session beside of this rank: `call` says what becomes of each learner's."""
    hours = _shifted(BESIDE, rank)
    yield start - OFFERED, time(11), _Offer(code, start, hours)
    callers = [one for one in learners if "call" in one]
    for turn, learner in enumerate(callers):
        names = (learner["first_name"], learner["last_name"])
        yield start - ANSWERED, time(12, 20 + turn), _Answer(code, names, turn, learner["call"])
        if learner["call"] == "moved":
            yield start - ANSWERED, time(18, 10 + turn), _Change(code, names)
        if learner["call"] in ("held", "missed"):
            days, at = hours[turn]
            note = HELD if learner["call"] == "held" else MISSED
            yield _day(start, days), time(at.hour, 59), _Note(code, names, note)


def _shifted(hours: Hours, rank: int) -> Hours:
    return tuple((days, time(at.hour, (at.minute + STEP * rank) % 60)) for days, at in hours)


def _day(start: date, days: int) -> date:
    return CALENDAR.add_business_days(start, -days)


def _learner(code: str, names: tuple[str, str]) -> Enrolment:
    rows = Enrolment.objects.select_related("person", "session")
    return rows.get(session__code=code, person__first_name=names[0], person__last_name=names[1])


@dataclass(frozen=True)
class _Offer:
    code: str
    start: date
    hours: Hours

    def __call__(self, now: datetime) -> None:
        session = Session.objects.get(code=self.code)
        trainer = session.trainers.select_related("person").first()
        if trainer is not None:
            starts = [wall_clock(_day(self.start, days), at, PARIS) for days, at in self.hours]
            offer_slots(session, CallOffer(trainer=trainer.person, starts=starts), by=trainer.person.key, now=now)


@dataclass(frozen=True)
class _Answer:
    code: str
    names: tuple[str, str]
    turn: int
    call: str

    def __call__(self, now: datetime) -> None:
        learner = _learner(self.code, self.names)
        who, by = learner.pk, learner.person.key
        if self.call == "declined":
            decline_call(enrolment=who, by=by, now=now)
            return
        slots = list(CallSlot.objects.standing().filter(session=learner.session_id).order_by("starts_at"))
        book_call(enrolment=who, slot=slots[self.turn].pk, phone="06 12 34 56 78", by=by, now=now)


@dataclass(frozen=True)
class _Change:
    """The same evening, the last slot suits better."""

    code: str
    names: tuple[str, str]

    def __call__(self, now: datetime) -> None:
        learner = _learner(self.code, self.names)
        last = CallSlot.objects.standing().filter(session=learner.session_id).latest("starts_at")
        move_call(enrolment=learner.pk, slot=last.pk, by=learner.person.key, now=now)


@dataclass(frozen=True)
class _Note:
    code: str
    names: tuple[str, str]
    note: CallNote

    def __call__(self, now: datetime) -> None:
        learner = _learner(self.code, self.names)
        booking = Booking.objects.standing().select_related("slot__trainer").filter(enrolment=learner).first()
        if booking is not None:
            note_outcome(booking=booking.pk, note=self.note, by=booking.slot.trainer.key, now=now)
