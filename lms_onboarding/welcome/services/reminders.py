"""The two mails between the kit and the first day: one reminder of an unopened kit, then « c'est demain »."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from lms_onboarding.mailing.services import queue_many
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome import keys
from lms_onboarding.welcome.enums import Holdable
from lms_onboarding.welcome.rules import Dates, may_remind, may_say_tomorrow

from .batches import in_batches
from .drafting import Addressee, Subject, draft
from .outlook import House, Outlook, look
from .selections import Kits, kits_before_first_day, unopened_kits

# A session starts at most so long after its reminder or its day before, holidays in a row included.
HORIZON = timedelta(days=10)
FOLLOWER_FIELDS = (
    "enrolment_id", "enrolment__person_id", "enrolment__person__first_name", "enrolment__person__last_name",
    "enrolment__person__email", "enrolment__session_id", "queued_at", "mail__sent_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Follower:
    """A learner who has a kit."""

    to: Addressee
    session: int
    kit_queued_at: datetime
    kit_sent_at: datetime | None


@dataclass(frozen=True)
class Kind:
    """One of the two mails: its words, its key, who may hold it back, and when it is right for one learner."""

    message: str
    hold: Holdable
    key: Callable[[int, int], str]
    ripe: Callable[[Follower, Dates, datetime], bool]


REMINDER = Kind(
    "welcome.kit_reminder",
    Holdable.REMINDER,
    keys.reminder,
    lambda one, dates, now: one.kit_sent_at is not None and may_remind(now, dates, one.kit_sent_at),
)
# Who received the kit that same morning, or later, has everything at hand already.
DAY_BEFORE = Kind(
    "welcome.day_before",
    Holdable.DAY_BEFORE,
    keys.day_before,
    lambda one, dates, now: may_say_tomorrow(now, dates) and (one.kit_sent_at or one.kit_queued_at) < dates.day_before,
)


def sweep_reminders(house: House, *, now: datetime) -> int:
    """Queue a reminder, once, to who neither opened nor acknowledged a kit that left and did not come back."""
    sessions = [pk for pk, dates in _coming(house, now).items() if dates.reminder <= now < dates.day_before]
    return _sweep(REMINDER, sessions, unopened_kits, house, now)


def sweep_day_before(house: House, *, now: datetime) -> int:
    """Queue the message of the day before to who has a kit; one thing missing holds it back like the kit."""
    sessions = [pk for pk, dates in _coming(house, now).items() if may_say_tomorrow(now, dates)]
    return _sweep(DAY_BEFORE, sessions, kits_before_first_day, house, now)


def _coming(house: House, now: datetime) -> dict[int, Dates]:
    sessions = (
        Session.objects.standing().filter(starts_at__gt=now).starting_by(now + HORIZON).order_by("starts_at", "pk")
    )
    return {pk: house.dates(start) for pk, start in sessions.values_list("pk", "starts_at") if start}


def _sweep(kind: Kind, sessions: list[int], select: Callable[[list[int]], Kits], house: House, now: datetime) -> int:
    if not sessions or not select(sessions).exists():
        return 0
    outlooks = {
        pk: outlook
        for pk, outlook in look(Session.objects.filter(pk__in=sessions), house).items()
        if not outlook.holding and not outlook.holds.whole_session(kind.hold)
    }
    write = partial(_write, kind, outlooks, house, now)
    return in_batches(lambda: select(list(outlooks)), followers, write)


def followers(kits: Kits) -> list[Follower]:
    return [Follower(Addressee(*row[:5]), *row[5:]) for row in kits.values_list(*FOLLOWER_FIELDS)]


def _write(kind: Kind, outlooks: Mapping[int, Outlook], house: House, now: datetime, followers: list[Follower]) -> int:
    drafts = [
        draft(
            one.to.recipient,
            one.to.enrolment,
            Subject(
                kind.key(one.to.enrolment, outlooks[one.session].session.schedule_no),
                kind.message,
                house.rhythm.window,
            ),
            outlooks[one.session].content,
            now=now,
        )
        for one in followers
        if is_ripe(kind, one, outlooks[one.session], now)
    ]
    return len(queue_many(drafts, now=now))


def is_ripe(kind: Kind, one: Follower, outlook: Outlook, now: datetime) -> bool:
    """Whether the mail is right for this learner at `now`."""
    held = outlook.holds.learner(kind.hold, one.to.enrolment) is not None
    return not held and outlook.dates is not None and kind.ripe(one, outlook.dates, now)
