"""Who is told what of a call, and when: an acknowledgement leaves at once, other news in the hours of sending."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.people.services import provider
from lms_onboarding.welcome.models import Booking, CallSlot

from . import keys, words
from .rules import hours_of

BOOKED_TRAINER: Final = "welcome.call_booked_trainer"
CHANGED_TRAINER: Final = "welcome.call_changed_trainer"
CANCELLED_TRAINER: Final = "welcome.call_cancelled_trainer"
FOLLOW_UP: Final = "welcome.follow_up_offer"


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who did it (`person/12`, `user/3`), when, and what they say about it."""

    by: str
    now: datetime
    reason: str = ""

    def is_of(self, person: Person) -> bool:
        return self.by in (person.key, f"user/{person.account_id}")


def tell_booked(booking: Booking, act: Act) -> None:
    """Acknowledge to the learner; tell who calls, once for all the learners of a meeting."""
    organisation, slot = provider(), booking.slot
    learner = Letter(keys.booking(booking.pk, keys.CONFIRMED), "welcome.call_confirmed")
    _to_learner(booking, learner, act, organisation, near=slot.starts_at)
    _to_trainer(_joined(booking, keys.CONFIRMED), booking, slot.trainer, act, organisation, near=slot.starts_at)


def tell_moved(booking: Booking, before: CallSlot, act: Act) -> None:
    """The learner changed slots: one change for who makes both calls, a departure and a booking otherwise."""
    organisation, after = provider(), booking.slot
    near = min(before.starts_at, after.starts_at)
    values = _change(booking, before.starts_at, act, organisation)
    news = keys.changed(booking.sequence)
    letter = Letter(keys.booking(booking.pk, news), "welcome.call_changed", values)
    _to_learner(booking, letter, act, organisation, near=near)
    if before.trainer_id == after.trainer_id and not (before.is_group or after.is_group):
        letter = Letter(keys.for_trainer(booking.pk, news), CHANGED_TRAINER, values)
        _to_trainer(letter, booking, after.trainer, act, organisation, near=near)
        return
    if not before.is_group:
        letter = Letter(keys.for_trainer(booking.pk, keys.left(booking.sequence)), CANCELLED_TRAINER, values)
        _to_trainer(letter, booking, before.trainer, act, organisation, near=near)
    _to_trainer(_joined(booking, news), booking, after.trainer, act, organisation, near=near)


def tell_rescheduled(slot: CallSlot, bookings: list[Booking], previous: datetime, act: Act) -> None:
    """The slot itself moved, or will be held another way: its learners follow, and the calendar of who calls."""
    organisation, near = provider(), min(previous, slot.starts_at)
    values = _change(None, previous, act, organisation)
    for booking in bookings:
        news = keys.changed(booking.sequence)
        letter = Letter(keys.booking(booking.pk, news), "welcome.call_changed", values)
        _to_learner(booking, letter, act, organisation, near=near)
    for booking in bookings[:1]:
        key = _trainer_key(booking, keys.changed(slot.sequence if slot.is_group else booking.sequence))
        _to_trainer(Letter(key, CHANGED_TRAINER, values), booking, slot.trainer, act, organisation, near=near)


def tell_cancelled(booking: Booking, act: Act) -> None:
    """The learner's seat is free again. A meeting goes on without them: only its list says so."""
    organisation, slot = provider(), booking.slot
    values = _change(booking, slot.starts_at, act, organisation)
    letter = Letter(keys.booking(booking.pk, keys.CANCELLED), "welcome.call_cancelled", values)
    _to_learner(booking, letter, act, organisation, near=slot.starts_at)
    if not slot.is_group:
        letter = Letter(keys.for_trainer(booking.pk, keys.CANCELLED), CANCELLED_TRAINER, values)
        _to_trainer(letter, booking, slot.trainer, act, organisation, near=slot.starts_at)


def tell_meeting_cancelled(booking: Booking, act: Act) -> None:
    """The whole meeting is withdrawn: it leaves the calendar of its trainer."""
    organisation, slot = provider(), booking.slot
    values = _change(None, slot.starts_at, act, organisation)
    letter = Letter(keys.meeting(slot.pk, keys.CANCELLED), CANCELLED_TRAINER, values)
    _to_trainer(letter, booking, slot.trainer, act, organisation, near=slot.starts_at)


@dataclass(frozen=True)
class Letter:
    """A key, a message, and the values that will not be known any more when it leaves."""

    key: str
    message: str
    values: Mapping[str, str] | None = None


def _change(booking: Booking | None, previous: datetime, act: Act, organisation: ProviderSettings) -> dict[str, str]:
    """What the call was before, and why it changes, in the words of who changed it."""
    reason = words.sentence(act.reason)
    if not reason and booking is not None and act.is_of(booking.enrolment.person):
        reason = "C’est vous qui l’avez demandé : c’est enregistré."
    return {
        "call_previous_long": words.hour_of(previous, organisation.zone),
        "call_change_reason_sentence": reason,
    }


def _joined(booking: Booking, news: str) -> Letter:
    """A call more for who makes it; of a meeting, only the first learner is announced."""
    key = keys.meeting(booking.slot_id, keys.CONFIRMED) if booking.slot.is_group else _trainer_key(booking, news)
    return Letter(key, BOOKED_TRAINER)


def _trainer_key(booking: Booking, news: str) -> str:
    return keys.meeting(booking.slot_id, news) if booking.slot.is_group else keys.for_trainer(booking.pk, news)


def _to_learner(booking: Booking, letter: Letter, act: Act, organisation: ProviderSettings, *, near: datetime) -> None:
    person, trainer = booking.enrolment.person, booking.slot.trainer
    window = None if act.is_of(person) else hours_of(act.now, near, organisation.window)
    _queue(letter, person, booking, act, Post(window, trainer.full_name, trainer.email))


def _to_trainer(
    letter: Letter, booking: Booking, trainer: Person, act: Act, organisation: ProviderSettings, *, near: datetime
) -> None:
    """Values that speak to the learner are said otherwise to who calls."""
    person = booking.enrolment.person
    values = dict(letter.values or {})
    if values and not act.reason:
        values["call_change_reason_sentence"] = f"À la demande de {person.full_name}." if act.is_of(person) else ""
    window = None if act.is_of(trainer) else hours_of(act.now, near, organisation.window)
    answers = organisation.email if booking.slot.is_group else person.email
    _queue(Letter(letter.key, letter.message, values), trainer, booking, act, Post(window, organisation.name, answers))


@dataclass(frozen=True)
class Post:
    """The hours it waits for, whose name it bears, who answers."""

    window: SendWindow | None
    sender: str
    answers: str


def _queue(letter: Letter, to: Person, booking: Booking, act: Act, post: Post) -> None:
    queue(
        Draft(
            key=letter.key,
            message=letter.message,
            recipient=Recipient(to.email, to.full_name, to.key),
            about=booking.enrolment.key,
            due_at=act.now,
            variables=letter.values or {},
            window=post.window,
            from_name=post.sender,
            reply_to=post.answers,
        ),
        now=act.now,
    )
