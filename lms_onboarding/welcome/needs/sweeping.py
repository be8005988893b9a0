"""The sweep of the needs: learners, companies and funders asked once, one reminder, and dates that follow a move."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from django.db import transaction

from lms_onboarding.enrolments.models import EnrolmentQuerySet
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, queue_many
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.services import Ask, invite_many
from lms_onboarding.welcome.services.batches import SESSIONS_AT_ONCE, in_batches
from lms_onboarding.welcome.services.drafting import ADDRESSEE_FIELDS, Addressee
from lms_onboarding.welcome.services.outlook import House, Outlook, look

from .asks import needs_ask, objectives_of, partner_ask, positioning_ask
from .rules import COMPANY, LEARNER, POSITIONING, asked_key, may_ask, reminder_at, reminder_key
from .selections import Partner, near, partners, published, silent, unasked, unplaced

INVITATION: Final = "welcome.needs_invitation"
REMINDER: Final = "welcome.needs_reminder"
OF_COMPANY: Final = "welcome.needs_company"
OF_FUNDER: Final = "welcome.needs_funder"

Outlooks = Mapping[int, Outlook]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How many mails were queued; `placed` counts self-assessments opened, which have no mail of their own."""

    learners: int = 0
    reminders: int = 0
    partners: int = 0
    placed: int = 0

    @property
    def queued(self) -> int:
        return self.learners + self.reminders + self.partners


def sweep_needs(house: House, *, now: datetime) -> Asked:
    """Ask what is to be asked at `now`. Nothing is asked while its questionnaire has no published version."""
    ready = published()
    sessions = near(now) if ready else {}
    if not sessions:
        return Asked()
    asking = [pk for pk, start in sessions.items() if may_ask(now, start, house.rhythm.zone)]
    # Where they start from comes first: the mail of the needs gives both addresses.
    placed = _ask(partial(unplaced, list(sessions)), _place, house, now) if POSITIONING in ready else 0
    learners = _ask(partial(unasked, asking), _invite, house, now) if LEARNER in ready else 0
    return Asked(
        placed=placed,
        learners=learners,
        reminders=_remind(list(sessions), house, now=now),
        partners=_ask_partners(partners(asking, ready), house, now=now),
    )


@dataclass(frozen=True, slots=True)
class Learner:
    to: Addressee
    session: int


def read(enrolments: EnrolmentQuerySet) -> list[Learner]:
    rows = enrolments.values_list(*ADDRESSEE_FIELDS, "session_id")
    return [Learner(Addressee(*row[:-1]), row[-1]) for row in rows]


Write = Callable[[Outlooks, House, datetime, list[Learner]], int]


def _ask(pending: Callable[[], EnrolmentQuerySet], write: Write, house: House, now: datetime) -> int:
    concerned = sorted(set(pending().values_list("session_id", flat=True)))
    if not concerned:
        return 0
    outlooks: dict[int, Outlook] = {}
    for first in range(0, len(concerned), SESSIONS_AT_ONCE):
        outlooks |= look(Session.objects.filter(pk__in=concerned[first : first + SESSIONS_AT_ONCE]), house)
    return in_batches(pending, read, partial(write, outlooks, house, now))


def _place(outlooks: Outlooks, _house: House, now: datetime, learners: list[Learner]) -> int:
    """Without objectives there is nothing to place oneself on."""
    asks = [
        positioning_ask(one.to, outlooks[one.session], now=now)
        for one in learners
        if one.session in outlooks and objectives_of(outlooks[one.session])
    ]
    return len(invite_many(asks, now=now)) if asks else 0


def _invite(outlooks: Outlooks, house: House, now: datetime, learners: list[Learner]) -> int:
    known = [one for one in learners if one.session in outlooks and one.to.full_name]
    asks = [needs_ask(one.to, outlooks[one.session], now=now) for one in known]
    drafts = [_draft(one, outlooks, house, INVITATION, asked_key(one.to.enrolment), now) for one in known]
    return _write(asks, drafts, now=now)


def _remind(sessions: list[int], house: House, *, now: datetime) -> int:
    """One reminder, five business days after the invitation left, while a day is left to answer."""
    if not silent(sessions, now).exists():
        return 0
    return _ask(partial(silent, sessions, now), _recall, house, now)


def _recall(outlooks: Outlooks, house: House, now: datetime, learners: list[Learner]) -> int:
    keys = {asked_key(one.to.enrolment): one for one in learners if one.session in outlooks}
    sent = dict(OutgoingMail.objects.filter(key__in=keys).values_list("key", "sent_at"))
    ripe = [
        one
        for key, one in keys.items()
        if (left := sent.get(key)) and _is_ripe(left, outlooks[one.session], house, now)
    ]
    drafts = [_draft(one, outlooks, house, REMINDER, reminder_key(one.to.enrolment), now) for one in ripe]
    return len(queue_many(drafts, now=now)) if drafts else 0


def _is_ripe(sent_at: datetime, outlook: Outlook, house: House, now: datetime) -> bool:
    zone, start = house.rhythm.zone, outlook.session.starts_at
    return start is not None and may_ask(now, start, zone) and reminder_at(sent_at, house.rhythm.business, zone) <= now


def _draft(one: Learner, outlooks: Outlooks, house: House, message: str, key: str, now: datetime) -> Draft:
    """The organisation writes, the trainer answers: they are the one who reads."""
    content = outlooks[one.session].content
    answers = next((who.email for who in (content.trainer, content.referent) if who and who.email), "")
    return Draft(
        key=key,
        message=message,
        recipient=one.to.recipient,
        about=f"enrolment/{one.to.enrolment}",
        due_at=now,
        window=house.rhythm.window,
        from_name=content.provider.name,
        reply_to=answers or content.provider.email,
    )


def _ask_partners(found: list[Partner], house: House, *, now: datetime) -> int:
    if not found:
        return 0
    sessions = {one.session for one in found}
    outlooks = look(Session.objects.filter(pk__in=sessions), house)
    with transaction.atomic():
        # The lock on the sessions is what makes the keys new; what was asked meanwhile is read again under it.
        list(Session.objects.filter(pk__in=sessions).order_by("pk").select_for_update().values_list("pk"))
        known = set(OutgoingMail.objects.filter(key__in=[one.key for one in found]).values_list("key", flat=True))
        fresh = [one for one in found if one.key not in known]
        asks = [partner_ask(one, outlooks[one.session], now=now) for one in fresh]
        return _write(asks, [_partner_draft(one, outlooks, house, now) for one in fresh], now=now)


def _partner_draft(one: Partner, outlooks: Outlooks, house: House, now: datetime) -> Draft:
    content = outlooks[one.session].content
    return Draft(
        key=one.key,
        message=OF_COMPANY if one.questionnaire == COMPANY else OF_FUNDER,
        recipient=Recipient(one.contact_email, one.addressed, f"organisation/{one.organisation}"),
        about=f"session/{one.session}",
        due_at=now,
        window=house.rhythm.window,
        from_name=content.provider.name,
        reply_to=content.referent.email if content.referent else content.provider.email,
    )


def _write(asks: list[Ask], drafts: list[Draft], *, now: datetime) -> int:
    """The invitation and its mail, in one transaction of the caller."""
    if not drafts:
        return 0
    invite_many(asks, now=now)
    return len(queue_many(drafts, now=now))
