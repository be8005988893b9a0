"""Move a session: another date, hour or place, after its learners were told the first."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from lms_onboarding.common.calendar import wall_clock
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import ScheduleChange, Session
from lms_onboarding.sessions.refusals import (
    HalfDayHeld,
    NothingChanged,
    ReasonMissing,
    SessionCancelled,
    SessionOver,
    SlotsMissing,
)
from lms_onboarding.sessions.rules import SlotPlan, in_order, refuse_impossible

from .planning import plans_of, same_schedule, write_slots
from .snapshots import Place, announced, place_of, subject_of

DOORS: Final = timedelta(minutes=10)  # before a half-day begins, people may be signing already


def reschedule(
    session: Session,
    *,
    slots: Sequence[SlotPlan] | None = None,
    place: Place | None = None,
    reason: str,
    by: str,
    now: datetime,
) -> ScheduleChange:
    """Confirm a change of date, hour or place: `schedule_no` rises and what was announced is kept beside the reason.

    `None` leaves the half-days, or the place, as they are. A half-day that has begun stays. Raises ReasonMissing,
    NothingChanged, SlotsMissing, HalfDayHeld, SessionCancelled, SessionOver, and the refusals of `plan_slots`.
    Telling the learners is `welcome`'s part: it sees the new number.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    refuse_impossible(slots or ())
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        refuse_past(locked, now=now)
        before, after = announced(locked), place or place_of(locked)
        slots = plans_of(locked) if slots is None else in_order(slots)
        if not slots and plans_of(locked):
            raise SlotsMissing
        if after == place_of(locked) and same_schedule(slots, plans_of(locked)):
            raise NothingChanged
        _refuse_held(plans_of(locked), slots, now=now)
        write_slots(locked, slots)
        _move(locked, after)
        change = ScheduleChange.objects.create(
            session=locked, schedule_no=locked.schedule_no, changed_at=now, actor=by, reason=reason, before=before
        )
        record(
            Fact(
                "session.moved",
                subject_of(locked),
                occurred_at=now,
                actor=by,
                codes={"schedule_no": locked.schedule_no},
            ),
            now=now,
        )
    session.refresh_from_db()
    return change


def refuse_past(session: Session, *, now: datetime) -> None:
    """Raises SessionCancelled, or SessionOver once the last half-day is over or the session released."""
    if session.cancelled_at:
        raise SessionCancelled(session.code)
    if session.released_at or (session.ends_at and session.ends_at <= now):
        raise SessionOver(session.code)


def _refuse_held(before: Sequence[SlotPlan], after: Sequence[SlotPlan], *, now: datetime) -> None:
    """Raises HalfDayHeld about the first half-day that has begun and would not stay as it was."""
    zone = provider().zone
    kept = {(slot.day, slot.start, slot.end) for slot in after}
    for slot in before:
        begun = wall_clock(slot.day, slot.start, zone) - DOORS <= now
        if begun and (slot.day, slot.start, slot.end) not in kept:
            raise HalfDayHeld(str(slot))


def _move(session: Session, place: Place) -> None:
    session.modality, session.venue = place.modality, place.venue
    session.room, session.join_url = place.room, place.join_url
    session.schedule_no += 1
    session.save(update_fields=["modality", "venue", "room", "join_url", "schedule_no"])
