"""The preview's future: what the sweeps will queue, found by their selections and decided by their rules."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol, TypeVar

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.enums import LEFT, MailState
from lms_onboarding.welcome.completeness import by_owner
from lms_onboarding.welcome.enums import Holdable
from lms_onboarding.welcome.rules import Dates, kit_window, reminder_at
from lms_onboarding.welcome.sendings import PlannedSending, Somebody, Standing

from .learners import Learner, may_receive, read, reason_for
from .outlook import House, Outlook
from .reminders import DAY_BEFORE, Follower, followers
from .selections import kits_before_first_day, unopened_kits, without_kit

# A kit that waits for its hour will have left by then.
LEAVING: Final = (*LEFT, MailState.QUEUED, MailState.SENDING)


OfSession = TypeVar("OfSession", Learner, Follower)


class Span(Protocol):
    @property
    def now(self) -> datetime: ...

    @property
    def until(self) -> datetime: ...

    def is_ahead(self, moment: datetime) -> bool: ...


def coming(outlooks: Mapping[int, Outlook], house: House, span: Span) -> Iterator[PlannedSending]:
    """Sendings not queued yet, for sessions that have dates."""
    dated = {pk: outlook for pk, outlook in outlooks.items() if outlook.dates is not None}
    waiting = _by_session(read(without_kit(dated)))
    yield from _kits(dated, waiting, house, span)
    yield from _reminders(dated, waiting, span)
    yield from _first_days(dated, waiting, span)
    yield from _requests(dated, span)


def kit_at(dates: Dates, house: House, now: datetime) -> datetime:
    """When a kit not prepared yet would leave: when sends open, or now once they have, in the hours of sending."""
    moment = max(dates.kit_from, now)
    window = kit_window(moment, dates.kit_deadline, house.rhythm.window)
    return window.next_opening(moment) if window else moment


def _kits(
    outlooks: Mapping[int, Outlook], waiting: Mapping[int, list[Learner]], house: House, span: Span
) -> Iterator[PlannedSending]:
    for pk, learners in waiting.items():
        outlook = outlooks[pk]
        if outlook.dates is None:
            continue
        at = kit_at(outlook.dates, house, span.now)
        if span.is_ahead(at):
            people = [one for one in learners if may_receive(one, outlook)]
            aside = [one for one in learners if one not in people]
            sending = _sending(
                outlook,
                Holdable.KIT,
                at,
                people=map(_learner, people),
                aside=map(_learner, aside),
            )
            yield replace(sending, late=any(reason_for(one, outlook, at) for one in people))


def _reminders(
    outlooks: Mapping[int, Outlook], waiting: Mapping[int, list[Learner]], span: Span
) -> Iterator[PlannedSending]:
    """Kits sent and not opened, each at its hour; then those to come, of which nobody knows who will open them."""
    kits = _by_session(followers(unopened_kits(outlooks, LEAVING)))
    for pk, outlook in outlooks.items():
        if outlook.dates is None:
            continue
        at: dict[datetime, list[Follower]] = defaultdict(list)
        for one in kits.get(pk, []):
            moment = reminder_at(outlook.dates, one.kit_sent_at or one.kit_queued_at)
            if moment and span.is_ahead(max(moment, span.now)):
                at[max(moment, span.now)].append(one)
        for moment, concerned in at.items():
            yield _split(outlook, Holdable.REMINDER, moment, concerned)
        later = reminder_at(outlook.dates, outlook.dates.kit_from)
        if later and waiting.get(pk) and span.now < outlook.dates.kit_from and span.is_ahead(later):
            people = [one for one in waiting[pk] if may_receive(one, outlook)]
            sending = _sending(outlook, Holdable.REMINDER, later, people=map(_learner, people))
            yield replace(sending, condition="Si le kit n’est pas ouvert")


def _first_days(
    outlooks: Mapping[int, Outlook], waiting: Mapping[int, list[Learner]], span: Span
) -> Iterator[PlannedSending]:
    kits = _by_session(followers(kits_before_first_day(outlooks, LEAVING)))
    for pk, outlook in outlooks.items():
        if outlook.dates is None or outlook.dates.start <= span.now:
            continue
        at = max(outlook.dates.day_before, span.now)
        ripe = [one for one in kits.get(pk, []) if DAY_BEFORE.ripe(one, outlook.dates, at)]
        learners = waiting.get(pk, []) if outlook.dates.day_before > max(span.now, outlook.dates.kit_from) else []
        if span.is_ahead(at) and (ripe or learners):
            yield _split(outlook, Holdable.DAY_BEFORE, at, ripe, learners)


def _requests(outlooks: Mapping[int, Outlook], span: Span) -> Iterator[PlannedSending]:
    """What will be asked of whom, for sessions where somebody is to receive a kit."""
    expecting = Enrolment.objects.confirmed().filter(session_id__in=list(outlooks))
    for pk in sorted(set(expecting.values_list("session_id", flat=True))):
        outlook = outlooks[pk]
        if outlook.dates is None:
            continue
        owners = by_owner(outlook.missing, outlook.content)
        people = tuple(Somebody(who.name, who.email) for who, _items in owners.values())
        for request in outlook.dates.requests:
            if people and span.is_ahead(request.at):
                yield _one(outlook, "welcome.missing_item", request.at, people, Standing.PLANNED)


def _split(
    outlook: Outlook, message: Holdable, at: datetime, kits: Iterable[Follower], learners: Iterable[Learner] = ()
) -> PlannedSending:
    everyone = [*map(_follower, kits), *map(_learner, learners)]
    held = [one for one in everyone if outlook.holds.learner(message, one.enrolment)]
    kept = [one for one in everyone if one not in held]
    return _sending(outlook, message, at, people=kept, aside=held)


def _sending(
    outlook: Outlook,
    message: Holdable,
    at: datetime,
    *,
    people: Iterable[Somebody],
    aside: Iterable[Somebody] = (),
) -> PlannedSending:
    """A message that people may hold back, and that what is missing holds back by itself."""
    standing = Standing.PLANNED
    if outlook.holding:
        standing = Standing.BLOCKED
    if outlook.holds.whole_session(message):
        standing = Standing.HELD
    return PlannedSending(
        at=at,
        message=str(message),
        session=outlook.session.pk,
        code=outlook.session.code,
        course=outlook.content.course.title,
        people=tuple(people),
        standing=standing,
        set_aside=tuple(aside),
        missing=outlook.holding,
        deadline=outlook.dates.kit_deadline if outlook.dates else None,
    )


def _one(
    outlook: Outlook, message: str, at: datetime, people: tuple[Somebody, ...], standing: Standing
) -> PlannedSending:
    session, course = outlook.session, outlook.content.course.title
    return PlannedSending(at, message, session.pk, session.code, course, people, standing)


def _learner(one: Learner) -> Somebody:
    return Somebody(one.full_name, one.email, one.enrolment)


def _follower(one: Follower) -> Somebody:
    return Somebody(one.to.full_name, one.to.email, one.to.enrolment)


def _by_session(rows: Iterable[OfSession]) -> dict[int, list[OfSession]]:
    found: dict[int, list[OfSession]] = {}
    for row in rows:
        found.setdefault(row.session, []).append(row)
    return found
