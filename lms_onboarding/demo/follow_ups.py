"""Follow-ups in the demonstration: hours opened after a session, one learner who takes one, what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from lms_onboarding.common.calendar import PARIS, wall_clock
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.offboarding.services import note_follow_up
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import CallPurpose
from lms_onboarding.welcome.models import Booking, CallSlot
from lms_onboarding.welcome.services import CallNote, CallOffer, book_call, offer_slots

from .acts import Act
from .closing import plans
from .dates import CALENDAR
from .models import DemoState
from .who import trainer_of

MINUTES: Final = 20
MONTH: Final = timedelta(days=30)
SLOTS: Final = 3  # in a row
NOTE: Final = CallNote(
    outcome="held",
    next_step="none",
    agreed="Elle montre son module à son équipe le mois prochain ; je relis son rapport avant.",
)


def follow_up_acts(state: DemoState) -> Iterator[Act]:
    for rank, plan in enumerate(plans(state)):
        opened = CALENDAR.add_business_days(plan.last_day, 1)
        meets = CALENDAR.on_or_after(plan.last_day + MONTH)
        # one trainer holds several sessions: each begins its hour after that of the one before
        first = time(9 + rank)
        yield Act(opened, time(9, 20), _Open(plan.code, meets, first))
        yield Act(opened + timedelta(days=15), time(12, 20), _Take(plan.code))
        yield Act(meets, time(first.hour + 1, 30), _Note(plan.code))


@dataclass(frozen=True)
class _Open:
    code: str
    day: date
    first: time

    def __call__(self, now: datetime) -> None:
        trainer, session = trainer_of(self.code), Session.objects.get(code=self.code)
        if trainer is None or session.ends_at is None or session.ends_at > now:
            return
        start = wall_clock(self.day, self.first, PARIS)
        starts = [start + timedelta(minutes=MINUTES * rank) for rank in range(SLOTS)]
        offer = CallOffer(trainer=trainer, starts=starts, minutes=MINUTES, purpose=CallPurpose.FOLLOW_UP)
        offer_slots(session, offer, by=trainer.key, now=now)


@dataclass(frozen=True)
class _Take:
    """The last learner takes the first hour."""

    code: str

    def __call__(self, now: datetime) -> None:
        learner = Enrolment.objects.filter(session__code=self.code, state="completed").order_by("pk").last()
        slots = CallSlot.objects.of_purpose(CallPurpose.FOLLOW_UP).filter(session__code=self.code)
        slot = slots.open_from(now + timedelta(hours=1)).first()
        if learner is not None and slot is not None:
            book_call(enrolment=learner.pk, slot=slot.pk, by=f"person/{learner.person_id}", now=now)


@dataclass(frozen=True)
class _Note:
    code: str

    def __call__(self, now: datetime) -> None:
        over = Booking.objects.standing().filter(purpose=CallPurpose.FOLLOW_UP, slot__starts_at__lte=now)
        for booking in over.filter(enrolment__session__code=self.code, outcome="").select_related("slot__trainer"):
            note_follow_up(booking=booking, note=NOTE, action="started", by=booking.slot.trainer.key, now=now)
