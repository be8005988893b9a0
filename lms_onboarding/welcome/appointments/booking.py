"""What a learner does with an appointment: book, move, cancel, say that none is needed. Each act twice is once."""

from datetime import datetime

from django.db import transaction

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.welcome.enums import CallPurpose
from lms_onboarding.welcome.models import Booking, CallDecline, CallSlot

from .locks import booking_under_lock, bookings_of, enrolment_under_lock, slots_under_lock
from .notices import Act, tell_booked, tell_cancelled, tell_moved
from .refusals import AlreadyBooked, NotBooked, SlotGone, SlotTaken, TooLate
from .rules import free_seat, is_in_time, may_change


def book_call(*, enrolment: int, slot: int, phone: str = "", by: str, now: datetime) -> Booking:
    """Take a seat in `slot`, and acknowledge it to both sides. Booking the same slot again gives the same booking.

    Raises CallsClosed, SlotGone, SlotTaken, AlreadyBooked.
    """
    with transaction.atomic():
        purpose = _purpose_of(slot)
        learner = enrolment_under_lock(enrolment, purpose)
        standing = Booking.objects.standing().filter(enrolment=learner, purpose=purpose).first()
        if standing is not None:
            if standing.slot_id != slot:
                raise AlreadyBooked
            return standing
        wanted = _wanted(slots_under_lock(slot), slot, learner, now)
        made = Booking.objects.create(
            slot=wanted,
            enrolment=learner,
            purpose=purpose,
            seat=_seat(wanted),
            phone=" ".join(phone.split())[:40],
            booked_at=now,
            booked_by=by,
        )
        learner.call_declines.filter(purpose=purpose, taken_back_at__isnull=True).update(taken_back_at=now)
        _record("call.booked", made, by=by, now=now)
        tell_booked(made, Act(by=by, now=now))
    return made


def move_call(*, enrolment: int, slot: int, by: str, now: datetime) -> Booking:
    """Take another slot instead of the one booked, which is free again; moving to where one is changes nothing.

    Raises CallsClosed, NotBooked, TooLate, SlotGone, SlotTaken: the former slot is then kept.
    """
    with transaction.atomic():
        purpose = _purpose_of(slot)
        learner = enrolment_under_lock(enrolment, purpose)
        booking = _to_come(learner, purpose)
        if booking.slot_id == slot:
            return booking
        slots = slots_under_lock(booking.slot_id, slot)
        before = slots[booking.slot_id]
        if not may_change(now, before.starts_at):
            raise TooLate
        wanted = _wanted(slots, slot, learner, now)
        booking.slot, booking.seat = wanted, _seat(wanted)
        booking.sequence, booking.moved_at = booking.sequence + 1, now
        booking.save(update_fields=["slot", "seat", "sequence", "moved_at"])
        _record("call.moved", booking, by=by, now=now, before=before.pk)
        tell_moved(booking, before, Act(by=by, now=now))
    return booking


def cancel_call(*, booking: int, by: str, now: datetime, reason: str = "", by_team: bool = False) -> bool:
    """Free the seat and tell both sides; False when it was cancelled already. Raises TooLate.

    The team may cancel until the call starts, the learner until one hour before. `reason` is a sentence for the
    learner, never kept apart from the mail.
    """
    with transaction.atomic():
        try:
            found = booking_under_lock(booking)
        except NotBooked:
            return False
        in_time = now < found.slot.starts_at if by_team else may_change(now, found.slot.starts_at)
        if found.is_noted or not in_time:
            raise TooLate
        cancel_locked(found, by=by, now=now)
        tell_cancelled(found, Act(by=by, now=now, reason=reason))
    return True


def cancel_locked(booking: Booking, *, by: str, now: datetime) -> None:
    """The writing of a cancellation, for who holds the slot's lock. Calendars see a later version."""
    booking.cancelled_at, booking.cancelled_by, booking.sequence = now, by, booking.sequence + 1
    booking.save(update_fields=["cancelled_at", "cancelled_by", "sequence"])
    _record("call.cancelled", booking, by=by, now=now)


def decline_call(
    *, enrolment: int, slot: int | None = None, purpose: str = CallPurpose.WELCOME, by: str, now: datetime
) -> bool:
    """« Je n’ai pas besoin d’appel », or « je ne serai pas là » to the meeting `slot`. False when said already.

    Raises CallsClosed, AlreadyBooked, SlotGone.
    """
    with transaction.atomic():
        learner = enrolment_under_lock(enrolment, purpose)
        if Booking.objects.standing().filter(enrolment=learner, purpose=purpose).exists():
            raise AlreadyBooked
        meeting = None
        if slot is not None:
            meeting = CallSlot.objects.standing().filter(pk=slot, session=learner.session_id).first()
            if meeting is None or not meeting.is_group:
                raise SlotGone
        said = learner.call_declines.filter(slot=meeting, purpose=purpose, taken_back_at__isnull=True)
        if said.exists():
            return False
        CallDecline.objects.create(enrolment=learner, slot=meeting, purpose=purpose, declined_at=now)
        codes: dict[str, int | str] = {"purpose": purpose, **({"slot": meeting.pk} if meeting else {})}
        record(Fact("call.declined", learner.key, occurred_at=now, actor=by, codes=codes), now=now)
    return True


def _wanted(slots: dict[int, CallSlot], pk: int, learner: Enrolment, now: datetime) -> CallSlot:
    """The slot, when this learner may still find it on their page."""
    slot = slots.get(pk)
    if slot is None or slot.withdrawn_at or slot.session_id != learner.session_id:
        raise SlotGone
    session = learner.session
    in_time = is_in_time(slot.purpose, slot.starts_at, (session.starts_at, session.ends_at))
    if not in_time or not may_change(now, slot.starts_at):
        raise SlotGone
    return slot


def _purpose_of(slot: int) -> str:
    """What the slot is for, which never changes: it says who may book, and beside what."""
    found = CallSlot.objects.filter(pk=slot).values_list("purpose", flat=True).first()
    if found is None:
        raise SlotGone
    return found


def _seat(slot: CallSlot) -> int:
    seat = free_seat({booking.seat for booking in bookings_of(slot)}, slot.capacity)
    if seat is None:
        raise SlotTaken
    return seat


def _to_come(learner: Enrolment, purpose: str) -> Booking:
    found = Booking.objects.standing().filter(enrolment=learner, purpose=purpose, outcome="").first()
    if found is None:
        raise NotBooked
    found.enrolment = learner
    return found


def _record(verb: str, booking: Booking, *, by: str, now: datetime, **codes: int) -> None:
    facts: dict[str, int | str] = {"booking": booking.pk, "slot": booking.slot_id, "purpose": booking.purpose, **codes}
    record(Fact(verb, f"enrolment/{booking.enrolment_id}", occurred_at=now, actor=by, codes=facts), now=now)
