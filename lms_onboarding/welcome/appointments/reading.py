"""What the pages show of appointments: a learner's own, and those of a session. Nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from lms_onboarding.common.calendar import local_date
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Session, SessionQuerySet
from lms_onboarding.welcome.enums import CallPurpose
from lms_onboarding.welcome.models import Booking, CallDecline, CallSlot

from . import keys, words
from .rules import EXPECTED, may_change
from .selections import open_slots


class CallState(StrEnum):
    """Where a learner stands. NONE: nothing is offered (yet)."""

    NONE = "none"
    OPEN = "open"
    BOOKED = "booked"
    DECLINED = "declined"
    HELD = "held"


@dataclass(frozen=True)
class Choice:
    """A slot as its button says it: « mardi 25 à 9 h 30 ». `declined`: the learner will not be at this meeting."""

    slot: CallSlot
    words: str
    minutes: str
    channel: str
    declined: bool = False


@dataclass(frozen=True)
class OpenDay:
    day: date
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class LearnerCall:
    """`days` are the individual slots still free, `meetings` those of the group; `booking` is to come, or held."""

    enrolment: Enrolment
    zone: ZoneInfo
    state: CallState
    booking: Booking | None = None
    purpose: str = CallPurpose.WELCOME
    days: tuple[OpenDay, ...] = ()
    meetings: tuple[Choice, ...] = ()
    may_change: bool = False
    how: str = ""
    when: str = ""

    @property
    def is_choosing(self) -> bool:
        return bool(self.days or self.meetings)

    @property
    def title(self) -> str:
        return str(CallPurpose(self.purpose).label)

    @property
    def caller(self) -> Person | None:
        """Who calls, or would."""
        if self.booking is not None:
            return self.booking.slot.trainer
        choices = [*(one for day in self.days for one in day.choices), *self.meetings]
        return choices[0].slot.trainer if choices else None


def learner_call(enrolment: Enrolment, purpose: str = CallPurpose.WELCOME, *, now: datetime) -> LearnerCall:
    """A learner's appointment for one purpose, in four queries. `enrolment` comes with its person and session."""
    zone = provider().zone
    rows = Booking.objects.standing().filter(enrolment=enrolment, purpose=purpose).select_related("slot__trainer")
    booking = rows.first()
    declines = CallDecline.objects.filter(enrolment=enrolment, purpose=purpose, taken_back_at__isnull=True)
    declined = set(declines.values_list("slot_id", flat=True))
    found = open_slots(enrolment.session_id, now, purpose)
    slots = [slot for slot in found if not booking or slot.pk != booking.slot_id]
    if booking is not None and booking.is_held:
        when = words.hour_of(booking.slot.starts_at, zone)
        return LearnerCall(enrolment, zone, CallState.HELD, booking, purpose, when=when)
    choices = [_choice(slot, zone, declined=slot.pk in declined) for slot in slots]
    singles = [one for one in choices if not one.slot.is_group]
    call = LearnerCall(
        enrolment,
        zone,
        CallState.OPEN if choices else CallState.NONE,
        purpose=purpose,
        days=tuple(by_day(singles, zone)),
        meetings=tuple(one for one in choices if one.slot.is_group),
    )
    if booking is None:
        return call if None not in declined else _with(call, CallState.DECLINED)
    booking.enrolment = enrolment
    return _booked(call, booking, now)


def by_day(choices: Iterable[Choice], zone: ZoneInfo) -> list[OpenDay]:
    """In the order they come, a day at a time."""
    grouped = groupby(choices, key=lambda one: local_date(one.slot.starts_at, zone))
    return [OpenDay(day, tuple(some)) for day, some in grouped]


@dataclass(frozen=True)
class LearnerRow:
    """A learner without a call: what they were sent, and what they said."""

    enrolment: Enrolment
    declined: bool
    offered: bool


@dataclass(frozen=True)
class SlotRow:
    slot: CallSlot
    bookings: tuple[Booking, ...]
    words: str
    is_past: bool

    @property
    def free(self) -> int:
        return max(0, self.slot.capacity - len(self.bookings))


@dataclass(frozen=True)
class SessionCalls:
    """The appointments of a session for its team. `coming` and `past` are slots, whatever their purpose; `without`
    are learners without the one that comes next, `purpose`: the welcome, or the follow-up once the session ended."""

    session: Session
    zone: ZoneInfo
    purpose: str
    coming: tuple[SlotRow, ...]
    past: tuple[SlotRow, ...]
    without: tuple[LearnerRow, ...]

    @property
    def booked(self) -> int:
        return sum(len(row.bookings) for row in self.coming)

    @property
    def free(self) -> int:
        return sum(row.free for row in self.coming)

    @property
    def to_note(self) -> tuple[Booking, ...]:
        """Calls that are over and of which nothing was noted."""
        return tuple(one for row in self.past for one in row.bookings if not one.is_noted)


def session_calls(session: Session, *, now: datetime) -> SessionCalls:
    """Everything about the calls of a session, in six queries whatever their number."""
    zone = provider().zone
    over = session.ends_at is not None and session.ends_at <= now
    purpose = CallPurpose.FOLLOW_UP if over else CallPurpose.WELCOME
    slots = list(CallSlot.objects.standing().filter(session=session).select_related("trainer"))
    bookings = Booking.objects.uncancelled().filter(slot__in=slots).select_related("enrolment__person")
    held: dict[int, list[Booking]] = {}
    for booking in bookings.order_by("seat"):
        held.setdefault(booking.slot_id, []).append(booking)
    rows = [
        SlotRow(slot, tuple(held.get(slot.pk, ())), words.hour_of(slot.starts_at, zone), slot.starts_at <= now)
        for slot in slots
    ]
    return SessionCalls(
        session,
        zone,
        purpose,
        coming=tuple(row for row in rows if not row.is_past),
        past=tuple(row for row in rows if row.is_past and row.bookings),
        without=tuple(_without(session, purpose)),
    )


def with_calls(sessions: SessionQuerySet, *, now: datetime) -> SessionQuerySet:
    """Annotate `coming_slots`, `coming_calls` and `calls_to_note`, in one query."""
    coming, over = Q(call_slots__starts_at__gt=now), Q(call_slots__starts_at__lte=now)
    booked = Q(call_slots__bookings__cancelled_at__isnull=True, call_slots__bookings__isnull=False)
    unnoted = Q(call_slots__bookings__outcome="")
    return sessions.annotate(
        coming_slots=Count("call_slots", filter=coming & Q(call_slots__withdrawn_at__isnull=True), distinct=True),
        coming_calls=Count("call_slots__bookings", filter=coming & booked, distinct=True),
        calls_to_note=Count("call_slots__bookings", filter=over & booked & unnoted, distinct=True),
    )


def _without(session: Session, purpose: str) -> list[LearnerRow]:
    standing = Booking.objects.standing().filter(enrolment__session=session, purpose=purpose).values("enrolment_id")
    learners = Enrolment.objects.filter(session=session, state__in=EXPECTED[purpose]).exclude(pk__in=standing)
    declines = CallDecline.objects.filter(
        enrolment__session=session, purpose=purpose, slot__isnull=True, taken_back_at__isnull=True
    )
    declined = set(declines.values_list("enrolment_id", flat=True))
    rows = list(learners.select_related("person").order_by("person__last_name", "person__first_name", "pk"))
    wanted = {one.pk: _offer_key(one, session, purpose) for one in rows}
    offered = set(OutgoingMail.objects.left().filter(key__in=wanted.values()).values_list("key", flat=True))
    return [LearnerRow(one, one.pk in declined, wanted[one.pk] in offered) for one in rows]


def _offer_key(one: Enrolment, session: Session, purpose: str) -> str:
    if purpose == CallPurpose.FOLLOW_UP:
        return keys.follow_up_offer(one.pk)
    return keys.offer(one.pk, session.schedule_no)


def _choice(slot: CallSlot, zone: ZoneInfo, *, declined: bool) -> Choice:
    channel = str(slot.get_channel_display())
    return Choice(slot, words.choice_of(slot.starts_at, zone), words.minutes(slot.minutes), channel, declined)


def _with(call: LearnerCall, state: CallState) -> LearnerCall:
    return replace(call, state=state)


def _booked(call: LearnerCall, booking: Booking, now: datetime) -> LearnerCall:
    phone = booking.phone or booking.enrolment.person.phone
    return replace(
        call,
        state=CallState.BOOKED,
        booking=booking,
        may_change=may_change(now, booking.slot.starts_at),
        how=words.channel_sentence(booking.slot, learner_phone=phone),
        when=words.hour_of(booking.slot.starts_at, call.zone),
    )
