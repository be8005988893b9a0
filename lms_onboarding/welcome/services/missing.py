"""What is missing from coming kits, asked of who can give it: at J-14, J-10 and J-8, once each."""

from collections.abc import Iterable
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

from .outlook import House, Outlook, look

MESSAGE = "welcome.missing_item"


def sweep_missing(house: House, *, now: datetime) -> int:
    """Queue one request per session, milestone and person to ask. Returns how many."""
    sessions = {
        pk: request
        for pk, starts_at in awaited(now, house).values_list("pk", "starts_at")
        if starts_at and (request := current_request(now, house.dates(starts_at)))
    }
    asked = set(
        NoticedItem.objects.filter(session_id__in=sessions).values_list(
            "session_id", "schedule_no", "milestone", "owner_key"
        )
    )
    done = {(pk, schedule_no, milestone) for pk, schedule_no, milestone, _owner in asked}
    # A session asked about at this milestone is left in peace until the next one.
    unseen = [
        pk
        for pk, schedule_no in Session.objects.filter(pk__in=sessions).values_list("pk", "schedule_no")
        if (pk, schedule_no, sessions[pk].days) not in done
    ]
    if not unseen:
        return 0
    outlooks = look(Session.objects.filter(pk__in=unseen), house)
    return sum(_ask(outlook, sessions[pk], house, now=now) for pk, outlook in outlooks.items())


def awaited(now: datetime, house: House) -> SessionQuerySet:
    """Coming sessions for which somebody is to receive a kit."""
    learners = Enrolment.objects.confirmed().filter(session=OuterRef("pk"))
    coming = Session.objects.standing().filter(starts_at__gt=now).starting_by(latest_start(now, house.rhythm))
    return coming.filter(Exists(learners)).order_by("starts_at", "pk")


def _ask(outlook: Outlook, request: Request, house: House, *, now: datetime) -> int:
    owners = by_owner(outlook.missing, outlook.content)
    if not owners:
        return 0
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=outlook.session.pk)
        fresh = _not_asked(owners, outlook, request)
        NoticedItem.objects.bulk_create(
            [
                NoticedItem(
                    session=outlook.session,
                    schedule_no=outlook.session.schedule_no,
                    milestone=request.days,
                    owner_key=key,
                    items=[str(item) for item in items],
                    noticed_at=now,
                )
                for key, (_who, items) in fresh.items()
            ]
        )
        queue_many([_draft(who, key, outlook, request, house, now) for key, (who, _) in fresh.items()], now=now)
    return len(fresh)


def _not_asked(
    owners: dict[str, tuple[Who, tuple[Item, ...]]], outlook: Outlook, request: Request
) -> dict[str, tuple[Who, tuple[Item, ...]]]:
    asked: Iterable[str] = NoticedItem.objects.filter(
        session=outlook.session, schedule_no=outlook.session.schedule_no, milestone=request.days
    ).values_list("owner_key", flat=True)
    known = set(asked)
    return {key: owner for key, owner in owners.items() if key not in known}


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
