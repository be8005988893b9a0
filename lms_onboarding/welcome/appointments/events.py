"""A call as the calendars of both sides know it: learner and trainer share its UID; a meeting has its own."""

from lms_onboarding.welcome.enums import CallPurpose, Channel
from lms_onboarding.welcome.models import Booking, CallSlot

from .agenda import CallEvent


def of_learner(booking: Booking, channel_sentence: str) -> CallEvent:
    """`channel_sentence` says how to be reached; an invitation to a video call carries its address."""
    slot = booking.slot
    what = "Accueil du groupe" if slot.is_group else str(CallPurpose(slot.purpose).label)
    said = [channel_sentence] if slot.channel != Channel.VIDEO else [f"Rejoindre la visio : {slot.where}"]
    return CallEvent(
        uid=f"appel-{booking.pk}",
        sequence=booking.sequence,
        stamped=booking.cancelled_at or booking.moved_at or booking.booked_at,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        summary=f"{what} avec {slot.trainer.full_name}",
        description="\n".join([*said, *([slot.note] if slot.note else [])]),
        location=slot.where if slot.channel != Channel.PHONE else "",
        url=slot.where if slot.channel == Channel.VIDEO else "",
        cancelled=booking.cancelled_at is not None,
    )


def of_trainer(booking: Booking, how: str, *, cancelled: bool) -> CallEvent:
    """`cancelled` too when the call went to somebody else."""
    slot = booking.slot
    return CallEvent(
        uid=f"appel-{booking.pk}",
        sequence=booking.sequence,
        stamped=booking.cancelled_at or booking.moved_at or booking.booked_at,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        summary=f"{CallPurpose(slot.purpose).label} : {booking.enrolment.person.full_name}",
        description=how,
        location=slot.where if slot.channel != Channel.PHONE else "",
        url=slot.where if slot.channel == Channel.VIDEO else "",
        cancelled=cancelled,
    )


def of_meeting(slot: CallSlot, *, cancelled: bool) -> CallEvent:
    return CallEvent(
        uid=f"accueil-{slot.pk}",
        sequence=slot.sequence + (1 if cancelled else 0),
        stamped=slot.withdrawn_at or slot.moved_at or slot.offered_at,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        summary=f"Accueil du groupe, {slot.session.code}",
        location=slot.where if slot.channel != Channel.PHONE else "",
        url=slot.where if slot.channel == Channel.VIDEO else "",
        cancelled=cancelled,
    )
