"""What is missing from coming kits, asked of who can give it: at J-14, J-10 and J-8, once each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.services import Draft, Recipient, queue_many
from lms_onboarding.sessions.models import Session, SessionQuerySet
from lms_onboarding.welcome import keys
from lms_onboarding.welcome.completeness import by_owner
from lms_onboarding.welcome.content import Who
from lms_onboarding.welcome.enums import Item
from lms_onboarding.welcome.models import NoticedItem
from lms_onboarding.welcome.rules import Request, current_request, latest_start

from .batches import SESSIONS_AT_ONCE
from .outlook import House, Outlook, look

MESSAGE = "welcome.missing_item"


def sweep_missing(house: House, *, now: datetime) -> int:
    """Queue one request per session, milestone and person to ask. Returns how many."""
    sessions = {
        pk: request
        for pk, starts_at in awaited(now, house).values_list("pk", "starts_at")
        if starts_at and (request := current_request(now, house.dates(starts_at)))
    }
    done = {(pk, schedule_no, milestone) for pk, schedule_no, milestone, _owner in _asked(sessions)}
    # A session asked about at this milestone is left in peace until the next one.
    unseen = [
        pk
        for pk, schedule_no in Session.objects.filter(pk__in=sessions).values_list("pk", "schedule_no")
        if (pk, schedule_no, sessions[pk].days) not in done
    ]
    written = 0
    for first in range(0, len(unseen), SESSIONS_AT_ONCE):
        outlooks = look(Session.objects.filter(pk__in=unseen[first : first + SESSIONS_AT_ONCE]), house)
        asks = list(_asks(outlooks.values(), sessions))
        written += _write(asks, house, now=now) if asks else 0
    return written


def awaited(now: datetime, house: House) -> SessionQuerySet:
    """Coming sessions for which somebody is to receive a kit."""
    learners = Enrolment.objects.confirmed().filter(session=OuterRef("pk"))
    coming = Session.objects.standing().filter(starts_at__gt=now).starting_by(latest_start(now, house.rhythm))
    return coming.filter(Exists(learners)).order_by("starts_at", "pk")


@dataclass(frozen=True, slots=True)
class Ask:
    """What one person is asked about one session, at one milestone."""

    outlook: Outlook
    request: Request
    who: Who
    owner_key: str
    items: tuple[Item, ...]

    @property
    def asked(self) -> tuple[int, int, int, str]:
        """What must not be asked twice."""
        session = self.outlook.session
        return session.pk, session.schedule_no, self.request.days, self.owner_key


def _asks(outlooks: Iterable[Outlook], requests: Mapping[int, Request]) -> Iterator[Ask]:
    for outlook in outlooks:
        for owner_key, (who, items) in by_owner(outlook.missing, outlook.content).items():
            yield Ask(outlook, requests[outlook.session.pk], who, owner_key, items)


def _write(asks: list[Ask], house: House, *, now: datetime) -> int:
    """Queue what nobody has asked yet, all sessions at once: their rows are locked while it is read again."""
    sessions = {ask.outlook.session.pk for ask in asks}
    with transaction.atomic():
        locked = Session.objects.filter(pk__in=sessions).order_by("pk").select_for_update()
        known = set(_asked(list(locked.values_list("pk", flat=True))))
        fresh = [ask for ask in asks if ask.asked not in known]
        NoticedItem.objects.bulk_create(
            NoticedItem(
                session=ask.outlook.session,
                schedule_no=ask.outlook.session.schedule_no,
                milestone=ask.request.days,
                owner_key=ask.owner_key,
                items=[str(item) for item in ask.items],
                noticed_at=now,
            )
            for ask in fresh
        )
        queue_many([_draft(ask.who, ask.owner_key, ask.outlook, ask.request, house, now) for ask in fresh], now=now)
    return len(fresh)


def _asked(sessions: Iterable[int]) -> Iterable[tuple[int, int, int, str]]:
    noticed = NoticedItem.objects.filter(session_id__in=list(sessions))
    return noticed.values_list("session_id", "schedule_no", "milestone", "owner_key")


def _draft(who: Who, key: str, outlook: Outlook, request: Request, house: House, now: datetime) -> Draft:
    session = outlook.session
    return Draft(
        key=keys.missing(session.pk, session.schedule_no, request.days, key),
        message=MESSAGE,
        recipient=Recipient(who.email, who.name, who.key),
        about=f"session/{session.pk}",
        due_at=now,
        window=house.rhythm.window,
        from_name=outlook.content.provider.name,
    )
