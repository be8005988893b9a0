"""The preview's future for appointments: the sweep's own selections and rules, looked at ahead of time."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from lms_onboarding.enrolments.models import EnrolmentQuerySet
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import CallPurpose, SlotKind
from lms_onboarding.welcome.models import CallDecline, CallSlot
from lms_onboarding.welcome.sendings import PlannedSending, Somebody
from lms_onboarding.welcome.services.calls import callers_of, follow_ups_from, open_slots_at, waiting_for
from lms_onboarding.welcome.services.outlook import House

from . import keys
from .notices import FOLLOW_UP
from .rules import hours_of, invite_from, offer_from
from .selections import unoffered, without_answer, without_follow_up


class Span(Protocol):
    @property
    def now(self) -> datetime: ...

    def is_ahead(self, moment: datetime) -> bool: ...


def calls_coming(house: House, span: Span) -> Iterator[PlannedSending]:
    """Offers and invitations not queued yet. Constant queries, whatever the sessions."""
    groups: dict[tuple[str, int, datetime], list[Somebody]] = {}
    slots = open_slots_at(span.now)
    found = (*_offers(slots, house, span), *_follow_ups(slots, house, span), *_meetings(slots, house, span))
    for message, session, at, somebody in found:
        if span.is_ahead(at):
            groups.setdefault((message, session, at), []).append(somebody)
    sessions = Session.objects.select_related("course").in_bulk({session for _message, session, _at in groups})
    for (message, session, at), people in groups.items():
        row = sessions[session]
        yield PlannedSending(
            at, message, session, row.code, row.course.title, tuple(people), window=house.rhythm.window
        )


Told = tuple[str, int, datetime, Somebody]


def _offers(slots: list[CallSlot], house: House, span: Span) -> Iterator[Told]:
    """Of welcome calls, to who has the kit: nobody knows yet when the others will have it."""
    callers = callers_of(CallPurpose.WELCOME, slots)
    for one in waiting_for(unoffered(list(callers))) if callers else ():
        at = _at(offer_from(one.kit_sent_at, one.starts_at, house.rhythm.zone), house, span)
        yield "welcome.call_offer", one.session, at, Somebody(one.to.full_name, one.to.email, one.to.enrolment)


def _follow_ups(slots: list[CallSlot], house: House, span: Span) -> Iterator[Told]:
    callers = callers_of(CallPurpose.FOLLOW_UP, slots)
    offered = follow_ups_from(callers, house, span.now) if callers else {}
    for session, somebody in _people(without_follow_up(offered)) if offered else ():
        yield FOLLOW_UP, session, _at(offered[session], house, span), somebody


def _meetings(slots: list[CallSlot], house: House, span: Span) -> Iterator[Told]:
    """Invitations to a meeting of the group, for who neither answered nor was invited."""
    slots = [one for one in slots if one.kind == SlotKind.GROUP]
    if not slots:
        return
    people = _people(without_answer().filter(session__in={slot.session_id for slot in slots}))
    absent = set(
        CallDecline.objects.filter(slot__in=slots, taken_back_at__isnull=True).values_list("slot_id", "enrolment_id")
    )
    concerned = [(slot, somebody) for slot in slots for session, somebody in people if session == slot.session_id]
    wanted = {keys.invitation(somebody.enrolment, slot.pk) for slot, somebody in concerned}
    told = set(OutgoingMail.objects.filter(key__in=wanted).values_list("key", flat=True))
    for slot, somebody in concerned:
        known = keys.invitation(somebody.enrolment, slot.pk) in told
        if not known and (slot.pk, somebody.enrolment) not in absent:
            moment = max(invite_from(slot.starts_at, house.rhythm.zone), span.now)
            window = hours_of(moment, slot.starts_at, house.rhythm.window)
            yield "welcome.group_call", slot.session_id, window.next_opening(moment) if window else moment, somebody


def _people(learners: EnrolmentQuerySet) -> list[tuple[int, Somebody]]:
    """(session, who) of each."""
    rows: Iterable[tuple[int, int, int, str, str, str]] = learners.order_by("pk").values_list(
        "session_id", "pk", "person_id", "person__first_name", "person__last_name", "person__email"
    )
    return [
        (session, Somebody(f"{first} {last}".strip(), email, pk, key=f"person/{person}"))
        for session, pk, person, first, last, email in rows
    ]


def _at(moment: datetime, house: House, span: Span) -> datetime:
    return house.rhythm.window.next_opening(max(moment, span.now))
