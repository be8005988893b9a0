"""Welcome calls in the demonstration: trainers offer slots, learners book, move or decline, an outcome is noted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from lms_onboarding.common.calendar import PARIS, wall_clock
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import Channel, SlotKind
from lms_onboarding.welcome.models import Booking, CallSlot
from lms_onboarding.welcome.services import (
    CallNote,
    CallOffer,
    HowHeld,
    book_call,
    decline_call,
    move_call,
    note_outcome,
    offer_slots,
)

from .dates import CALENDAR
from .who import Named, Ranked, Who, trainer_of

Told = tuple[date, time, Callable[[datetime], None]]
Hours = tuple[tuple[int, time], ...]
# Business days before the first one, and hours of that day. One trainer holds several sessions: each begins its calls
# some minutes after those of the one before.
MAIN: Final[Hours] = ((4, time(9, 30)), (4, time(17)), (2, time(12, 15)), (1, time(9)))
BESIDE: Final[Hours] = ((2, time(10)), (2, time(14)), (1, time(10)), (1, time(16)))
STEP: Final = 12  # minutes
NOTICE: Final = timedelta(hours=1)  # nothing is booked within the hour
MEETING: Final = (3, time(12, 45))  # of the group of the main sessions, at a distance
MEETING_ROOM: Final = "https://classe.passerelle.exemple.fr/accueil"
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
    """Slots and a meeting of the main session of this rank, and what its imported learners do with them.

    The first books and is called, the second moves, the third needs no call, the next ones join the meeting or not.
    """
    hours = _shifted(MAIN, rank)
    yield start - OFFERED, time(11), _Offer(code, start, hours)
    yield start - OFFERED, time(11, 5), _Meet(code, start)
    first, second, third, fourth, fifth = (Ranked(code, place) for place in range(5))
    answered = start - ANSWERED
    yield answered, time(12, 20 + rank), _Answer(first, "held")
    yield answered, time(12, 30 + rank), _Answer(second, "moved")
    yield answered, time(18, 10 + rank), _Change(second)
    yield answered, time(12, 40 + rank), _Answer(third, "declined")
    yield answered, time(12, 50 + rank), _Join(fourth, comes=True)
    yield answered, time(13, 10 + rank), _Join(fifth, comes=False)
    yield start - timedelta(days=3), time(17, 40 + rank), _Note(first, HELD)


def side_calls(code: str, learners: Sequence[Mapping[str, Any]], start: date, *, rank: int) -> Iterator[Told]:
    """The session beside of this rank: `call` says what becomes of each learner's."""
    hours = _shifted(BESIDE, rank)
    yield start - OFFERED, time(11), _Offer(code, start, hours)
    callers = [one for one in learners if "call" in one]
    for turn, learner in enumerate(callers):
        who = Named(code, dict(learner))
        yield start - ANSWERED, time(12, 20 + turn), _Answer(who, learner["call"])
        if learner["call"] == "moved":
            yield start - ANSWERED, time(18, 10 + turn), _Change(who)
        if learner["call"] in ("held", "missed"):
            days, at = hours[turn]
            note = HELD if learner["call"] == "held" else MISSED
            yield _day(start, days), time(at.hour, 59), _Note(who, note)


def _shifted(hours: Hours, rank: int) -> Hours:
    return tuple((days, time(at.hour, (at.minute + STEP * rank) % 60)) for days, at in hours)


def _day(start: date, days: int) -> date:
    return CALENDAR.add_business_days(start, -days)


def _open(session: int, now: datetime) -> list[CallSlot]:
    """The individual slots that a learner may book at `now`, in the order of time."""
    return list(CallSlot.objects.filter(session=session, kind=SlotKind.INDIVIDUAL).open_from(now + NOTICE))


@dataclass(frozen=True)
class _Offer:
    code: str
    start: date
    hours: Hours

    def __call__(self, now: datetime) -> None:
        trainer = trainer_of(self.code)
        if trainer is not None:
            starts = [wall_clock(_day(self.start, days), at, PARIS) for days, at in self.hours]
            offer = CallOffer(trainer=trainer, starts=starts)
            offer_slots(Session.objects.get(code=self.code), offer, by=trainer.key, now=now)


@dataclass(frozen=True)
class _Meet:
    """Half an hour with the whole group, at a distance."""

    code: str
    start: date

    def __call__(self, now: datetime) -> None:
        trainer = trainer_of(self.code)
        session = Session.objects.get(code=self.code)
        if trainer is None or CallSlot.objects.standing().filter(trainer=trainer, kind=SlotKind.GROUP).exists():
            return  # one meeting per trainer is enough to show
        days, at = MEETING
        offer = CallOffer(
            trainer=trainer,
            starts=[wall_clock(_day(self.start, days), at, PARIS)],
            minutes=30,
            kind=SlotKind.GROUP,
            capacity=12,
            held=HowHeld(channel=Channel.VIDEO, where=MEETING_ROOM),
        )
        offer_slots(session, offer, by=trainer.key, now=now)


@dataclass(frozen=True)
class _Answer:
    who: Who
    call: str

    def __call__(self, now: datetime) -> None:
        learner = self.who.find()
        if learner is None:
            return
        by = learner.person.key
        if self.call == "declined":
            decline_call(enrolment=learner.pk, by=by, now=now)
            return
        for slot in _open(learner.session_id, now)[:1]:
            book_call(enrolment=learner.pk, slot=slot.pk, phone="06 12 34 56 78", by=by, now=now)


@dataclass(frozen=True)
class _Join:
    """« Je serai là » to the meeting of the group, or « je ne serai pas là »."""

    who: Who
    comes: bool

    def __call__(self, now: datetime) -> None:
        learner = self.who.find()
        if learner is None:
            return
        meeting = CallSlot.objects.standing().filter(session=learner.session_id, kind=SlotKind.GROUP).first()
        if meeting is None:
            return
        act = book_call if self.comes else decline_call
        act(enrolment=learner.pk, slot=meeting.pk, by=learner.person.key, now=now)


@dataclass(frozen=True)
class _Change:
    """The same evening, the last slot suits better."""

    who: Who

    def __call__(self, now: datetime) -> None:
        learner = self.who.find()
        if learner is None:
            return
        for slot in _open(learner.session_id, now)[-1:]:
            move_call(enrolment=learner.pk, slot=slot.pk, by=learner.person.key, now=now)


@dataclass(frozen=True)
class _Note:
    who: Who
    note: CallNote

    def __call__(self, now: datetime) -> None:
        learner = self.who.find()
        over = Booking.objects.standing().filter(enrolment=learner, slot__starts_at__lte=now)
        booking = over.select_related("slot__trainer").first()
        if booking is not None:
            note_outcome(booking=booking.pk, note=self.note, by=booking.slot.trainer.key, now=now)
