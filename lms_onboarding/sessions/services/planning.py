"""Plan the half-days of a session: the slots are written, and the session's start and end follow them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Final

from django.db import transaction

from lms_onboarding.common.calendar import wall_clock
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.enums import Half
from lms_onboarding.sessions.models import Session, Slot
from lms_onboarding.sessions.refusals import ScheduleAnnounced
from lms_onboarding.sessions.rules import Period, SlotPlan, in_order, refuse_impossible

WRITTEN: Final = ["day", "half", "start", "end", "remote", "subject"]
# Until its half-days are known, a session given by its dates only starts and ends at office hours.
OFFICE_OPENS: Final = time(9)
OFFICE_CLOSES: Final = time(17)


def plan_slots(
    session: Session, slots: Sequence[SlotPlan], *, within: Period | None = None, now: datetime
) -> list[Slot]:
    """Write the half-days of a session whose schedule nobody was told yet; its start and end follow them.

    Raises SlotEndsBeforeItStarts, SlotOutsideSession (of `within`), HalfDayTaken, and ScheduleAnnounced when the
    session is open with other half-days: those change through `reschedule`.
    An empty plan leaves the start and the end alone.
    """
    refuse_impossible(slots, within)
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        if is_announced(locked) and _plain(plans_of(locked)) != _plain(in_order(slots)):
            raise ScheduleAnnounced
        return write_slots(session, slots)


def is_announced(session: Session) -> bool:
    """Whether learners were told half-days: the session is open and has some."""
    return session.opened_at is not None and session.slots.exists()


def plans_of(session: Session) -> list[SlotPlan]:
    """The half-days as they stand, in order."""
    return in_order(
        SlotPlan(slot.day, slot.start, slot.end, slot.remote, slot.subject, Half(slot.half))
        for slot in session.slots.all()
    )


def same_schedule(one: Sequence[SlotPlan], other: Sequence[SlotPlan]) -> bool:
    """Whether two plans keep the same days, hours and modes; a subject may change without anybody having to move."""
    return [replace(slot, subject="") for slot in _plain(one)] == [replace(slot, subject="") for slot in _plain(other)]


def write_slots(session: Session, slots: Sequence[SlotPlan]) -> list[Slot]:
    """The caller holds the transaction, and has refused what is impossible.

    A half-day that stays keeps its row; the moved ones take the rows of those that left, in order: a slot's key is
    what calendars know it by. No row passes through a half-day that another still holds: the constraint never trips.
    """
    plans = {plan.half_day: plan for plan in in_order(slots)}
    rows = {(row.day, row.half): row for row in Slot.objects.filter(session=session).order_by("day", "start")}
    free = [row for half_day, row in rows.items() if half_day not in plans]
    written = [
        _apply(plan, rows.get(half_day) or (free.pop(0) if free else Slot(session=session)))
        for half_day, plan in plans.items()
    ]
    Slot.objects.filter(pk__in=[row.pk for row in free]).delete()
    Slot.objects.bulk_update([row for row in written if row.pk], WRITTEN)
    Slot.objects.bulk_create([row for row in written if not row.pk])
    _follow(session, in_order(slots))
    return written


def office_hours(period: Period) -> tuple[datetime, datetime]:
    """Start and end of a session known by its days only."""
    zone = provider().zone
    return wall_clock(period.first_day, OFFICE_OPENS, zone), wall_clock(period.last_day, OFFICE_CLOSES, zone)


def _apply(plan: SlotPlan, row: Slot) -> Slot:
    row.day, row.half = plan.day, plan.on_half
    row.start, row.end = plan.start, plan.end
    row.remote, row.subject = plan.remote, plan.subject
    return row


def _follow(session: Session, slots: Sequence[SlotPlan]) -> None:
    if slots:
        zone = provider().zone
        last = max(slots, key=lambda slot: (slot.day, slot.end))
        session.starts_at = wall_clock(slots[0].day, slots[0].start, zone)
        session.ends_at = wall_clock(last.day, last.end, zone)
        session.save(update_fields=["starts_at", "ends_at"])


def _plain(slots: Sequence[SlotPlan]) -> list[SlotPlan]:
    return [replace(slot, half=slot.on_half) for slot in slots]
