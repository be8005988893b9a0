"""The sweep of appointments: offer them once, invite to meetings once, cancel those that have no reason left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.enrolments.models import EnrolmentQuerySet
from lms_onboarding.journal.services import SYSTEM
from lms_onboarding.mailing.services import Draft, queue_many
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.appointments import keys
from lms_onboarding.welcome.appointments.booking import cancel_call
from lms_onboarding.welcome.appointments.notices import FOLLOW_UP
from lms_onboarding.welcome.appointments.rules import (
    FOLLOW_UP_OFFERED_UNTIL,
    earliest_start,
    follow_up_offer_from,
    hours_of,
    invite_from,
    is_ripe,
    offer_from,
)
from lms_onboarding.welcome.appointments.selections import pointless, uninvited, unoffered, without_follow_up
from lms_onboarding.welcome.enums import CallPurpose, SlotKind
from lms_onboarding.welcome.models import CallSlot

from .batches import in_batches
from .drafting import ADDRESSEE_FIELDS, Addressee
from .outlook import House

OFFERED_FIELDS = (*ADDRESSEE_FIELDS, "session_id", "session__schedule_no", "session__starts_at", "kit_sent_at")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A learner with a kit, to whom no call was offered yet."""

    to: Addressee
    session: int
    schedule_no: int
    starts_at: datetime
    kit_sent_at: datetime


def sweep_pointless(*, now: datetime) -> int:
    """Cancel the calls to come of who is not enrolled any more, or whose session will not be held."""
    reason = "La formation n’est plus à votre programme."
    return sum(cancel_call(booking=pk, by=SYSTEM, reason=reason, by_team=True, now=now) for pk in pointless(now))


def open_slots_at(now: datetime) -> list[CallSlot]:
    """Every slot that somebody may still book, with who holds it, in the order of time. One query."""
    return list(CallSlot.objects.select_related("trainer").open_from(earliest_start(now)))


def sweep_call_offers(slots: Iterable[CallSlot], house: House, *, now: datetime) -> int:
    """Queue one offer per learner and schedule, while individual `slots` are open."""
    callers = callers_of(CallPurpose.WELCOME, slots)
    if not callers:
        return 0

    def write(waiting: list[Waiting]) -> int:
        ripe = [one for one in waiting if is_ripe(now, offer_from(one.kit_sent_at, one.starts_at, house.rhythm.zone))]
        return len(queue_many([_offer(one, callers[one.session], house, now) for one in ripe], now=now))

    return in_batches(lambda: unoffered(list(callers)), waiting_for, write)


def sweep_follow_ups(slots: Iterable[CallSlot], house: House, *, now: datetime) -> int:
    """Queue one offer per learner, two weeks after the end of their session, while `slots` are open."""
    callers = callers_of(CallPurpose.FOLLOW_UP, slots)
    ripe = [pk for pk, at in follow_ups_from(callers, house, now).items() if is_ripe(now, at)] if callers else []
    if not ripe:
        return 0

    def write(people: list[tuple[Addressee, int]]) -> int:
        window = house.rhythm.window
        drafts = [
            _draft(keys.follow_up_offer(to.enrolment), FOLLOW_UP, to, callers[session], window, now)
            for to, session in people
        ]
        return len(queue_many(drafts, now=now))

    return in_batches(lambda: without_follow_up(ripe), _with_their_session, write)


def follow_ups_from(sessions: Iterable[int], house: House, now: datetime) -> dict[int, datetime]:
    """When the follow-up of each of these sessions is offered; those that ended too long ago are left out."""
    near = Session.objects.filter(pk__in=list(sessions), ends_at__gt=now - FOLLOW_UP_OFFERED_UNTIL).order_by("pk")
    ends = near.values_list("pk", "ends_at")
    return {pk: follow_up_offer_from(ends_at, house.rhythm.zone) for pk, ends_at in ends if ends_at}


def sweep_meetings(slots: Iterable[CallSlot], house: House, *, now: datetime) -> int:
    """Queue one invitation per learner and meeting of the group, a week before it, or at once when it is nearer."""
    return sum(
        _invite(meeting, house, now)
        for meeting in slots
        if meeting.kind == SlotKind.GROUP and is_ripe(now, invite_from(meeting.starts_at, house.rhythm.zone))
    )


def callers_of(purpose: str, slots: Iterable[CallSlot]) -> dict[int, Person]:
    """Who signs the offer of each session that has open calls: who holds the first one."""
    found: dict[int, Person] = {}
    for slot in slots:
        if slot.purpose == purpose and slot.kind == SlotKind.INDIVIDUAL:
            found.setdefault(slot.session_id, slot.trainer)
    return found


def waiting_for(learners: EnrolmentQuerySet) -> list[Waiting]:
    return [Waiting(Addressee(*row[:5]), *row[5:]) for row in learners.values_list(*OFFERED_FIELDS)]


def _with_their_session(learners: EnrolmentQuerySet) -> list[tuple[Addressee, int]]:
    return [(Addressee(*row[:-1]), row[-1]) for row in learners.values_list(*ADDRESSEE_FIELDS, "session_id")]


def _addressees(learners: EnrolmentQuerySet) -> list[Addressee]:
    return [Addressee(*row) for row in learners.values_list(*ADDRESSEE_FIELDS)]


def _offer(one: Waiting, caller: Person, house: House, now: datetime) -> Draft:
    key = keys.offer(one.to.enrolment, one.schedule_no)
    return _draft(key, "welcome.call_offer", one.to, caller, house.rhythm.window, now)


def _invite(meeting: CallSlot, house: House, now: datetime) -> int:
    window = hours_of(now, meeting.starts_at, house.rhythm.window)

    def write(people: list[Addressee]) -> int:
        drafts = [
            _draft(keys.invitation(to.enrolment, meeting.pk), "welcome.group_call", to, meeting.trainer, window, now)
            for to in people
        ]
        return len(queue_many(drafts, now=now))

    return in_batches(lambda: uninvited(meeting), _addressees, write)


def _draft(key: str, message: str, to: Addressee, caller: Person, window: SendWindow | None, now: datetime) -> Draft:
    return Draft(
        key=key,
        message=message,
        recipient=to.recipient,
        about=f"enrolment/{to.enrolment}",
        due_at=now,
        window=window,
        from_name=caller.full_name,
        reply_to=caller.email,
    )
