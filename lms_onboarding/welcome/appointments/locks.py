"""Rows under lock, always in the same order: the enrolment, then slots by number. Nobody waits for anybody in a ring.

On SQLite the IMMEDIATE transaction is the lock.
"""

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.welcome.enums import CallPurpose
from lms_onboarding.welcome.models import Booking, CallSlot

from .refusals import CallsClosed, NotBooked
from .rules import EXPECTED


def enrolment_under_lock(pk: int, purpose: str = CallPurpose.WELCOME) -> Enrolment:
    """Raises CallsClosed when this learner has no appointment to book any more."""
    rows = Enrolment.objects.select_related("session", "person").select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=pk).first()
    if found is None or found.state not in EXPECTED[purpose] or found.session.cancelled_at:
        raise CallsClosed
    return found


def slots_under_lock(*pks: int) -> dict[int, CallSlot]:
    """Those that exist, by primary key."""
    rows = CallSlot.objects.select_related("trainer", "session").select_for_update(of=("self",), no_key=True)
    return {slot.pk: slot for slot in rows.filter(pk__in=pks).order_by("pk")}


def bookings_of(slot: CallSlot) -> list[Booking]:
    """What stands in a slot whose lock is held."""
    rows = Booking.objects.uncancelled().filter(slot=slot).select_related("enrolment__person", "enrolment__session")
    found = list(rows.order_by("seat"))
    for booking in found:
        booking.slot = slot
    return found


def booking_under_lock(pk: int) -> Booking:
    """A standing booking, its learner and its slot locked. Raises NotBooked when there is none, or none any more."""
    owner = Booking.objects.filter(pk=pk).values("enrolment")
    list(Enrolment.objects.select_for_update(no_key=True).filter(pk__in=owner).values_list("pk"))
    rows = Booking.objects.uncancelled().select_related("enrolment__person", "enrolment__session")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotBooked
    found.slot = slots_under_lock(found.slot_id)[found.slot_id]
    return found
