"""The sweep: whoever is to be asked at `now` is, once; whoever stays silent is reminded, once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from django.db import transaction

from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, queue_many
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.people.models import Organisation
from lms_onboarding.people.services import provider_read_once
from lms_onboarding.surveys.models import Invitation, Questionnaire
from lms_onboarding.surveys.services import Ask, invite_many

from . import asks
from .departing import keep_days
from .rules import (
    QUESTIONNAIRE,
    funders_asked_at,
    ids_of,
    invitation_mail,
    is_due,
    party_of,
    reminded_at,
    reminder_mail,
)
from .selections import (
    SLICE,
    due_sessions,
    published,
    session_of,
    silent,
    unasked_companies,
    unasked_funders,
    unasked_learners,
    unasked_trainers,
)
from .setting import Campaigns

Row = TypeVar("Row")

INVITATIONS: Final = {
    Party.HOT: "surveys.hot_invitation",
    Party.COLD: "surveys.cold_invitation",
    Party.TRAINER: "surveys.trainer_feedback",
    Party.COMPANY: "surveys.company_invitation",
    Party.FUNDER: "surveys.funder_yearly",
}
REMINDERS: Final = {
    Party.HOT: "surveys.hot_reminder",
    Party.COLD: "surveys.cold_reminder",
    Party.TRAINER: "surveys.trainer_reminder",
    Party.COMPANY: "surveys.company_reminder",
    Party.FUNDER: "surveys.funder_reminder",
}


@dataclass(frozen=True, kw_only=True)
class CampaignReport:
    """How many were asked by each campaign, and how many reminded."""

    asked: dict[Party, int]
    reminded: int

    @property
    def queued(self) -> int:
        return sum(self.asked.values()) + self.reminded


@provider_read_once()
def sweep_campaigns(*, now: datetime) -> CampaignReport:
    """Ask and remind what is due. Twice is once: the key of an invitation and those of its mails are unique.

    A campaign whose questionnaire has no published version asks nobody.
    """
    ready = published()
    due, campaigns = due_sessions(ready, Campaigns.read(now=now), now)
    asked = {party: ASKING[party](list(due.get(party, ())), campaigns, now) for party in Party if party in ready}
    keep_days(campaigns, now=now)
    return CampaignReport(asked=asked, reminded=_remind(campaigns, now=now))


Asking = Callable[[list[int], Campaigns, datetime], int]


def _ask_learners(party: Party) -> Asking:
    def ask(due: list[int], campaigns: Campaigns, now: datetime) -> int:
        count = 0
        for sessions in _slices(due):
            pending = list(unasked_learners(party, sessions).select_related("person").order_by("pk"))
            known = asks.sessions_of({one.session_id for one in pending})
            for some in _slices(pending):
                goals = asks.goals_of(some) if party is Party.HOT else {}
                plans = asks.plans_of(some) if party is Party.COLD else frozenset()
                occasion = asks.Occasion(known, goals, plans=plans)
                made = [asks.learner_ask(party, one, occasion, campaigns, now=now) for one in some]
                count += _write(party, made, campaigns, now=now)
        return count

    return ask


def _ask_trainers(due: list[int], campaigns: Campaigns, now: datetime) -> int:
    count = 0
    for sessions in _slices(due):
        pending = unasked_trainers(sessions)
        known = asks.sessions_of({one.session_id for one in pending})
        made = [asks.trainer_ask(one, known[one.session_id], campaigns, now=now) for one in pending]
        count += _write(Party.TRAINER, made, campaigns, now=now)
    return count


def _ask_companies(due: list[int], campaigns: Campaigns, now: datetime) -> int:
    count = 0
    for sessions in _slices(due):
        pending = unasked_companies(sessions)
        known = asks.sessions_of({session for session, _company in pending})
        criteria = asks.criteria_of((session, company.pk) for session, company in pending) if pending else {}
        made = [
            asks.company_ask(known[session], company, criteria.get((session, company.pk), ""), campaigns, now=now)
            for session, company in pending
        ]
        count += _write(Party.COMPANY, made, campaigns, now=now)
    return count


def _ask_funders(_due: list[int], campaigns: Campaigns, now: datetime) -> int:
    settings = campaigns.settings
    moment, year = funders_asked_at(
        now, month=settings.funder_month, day=settings.funder_day, hour=settings.hour, house=campaigns.house
    )
    if not is_due(moment, now):
        return 0
    return ask_funders(unasked_funders(year), year, campaigns, now=now)


def ask_funders(funders: Sequence[Organisation], year: int, campaigns: Campaigns, *, now: datetime) -> int:
    made = [asks.funder_ask(one, year, campaigns, now=now) for one in funders]
    return _write(Party.FUNDER, made, campaigns, now=now)


ASKING: Final[dict[Party, Asking]] = {
    Party.HOT: _ask_learners(Party.HOT),
    Party.TRAINER: _ask_trainers,
    Party.COLD: _ask_learners(Party.COLD),
    Party.COMPANY: _ask_companies,
    Party.FUNDER: _ask_funders,
}


def _write(party: Party, made: list[Ask], campaigns: Campaigns, *, now: datetime) -> int:
    """The invitation and its mail, together. The lock of `invite_many` on the questionnaire is what makes keys new."""
    count = 0
    for some in _slices(made):
        with transaction.atomic():
            invitations = invite_many(some, now=now)
            count += _queue(invitations, INVITATIONS[party], invitation_mail, campaigns, now=now)
    return count


def _remind(campaigns: Campaigns, *, now: datetime) -> int:
    waiting = list(silent(now).order_by("pk"))
    if not waiting:
        return 0
    known = campaigns.with_changes({pk for one in waiting if (pk := session_of(one))})
    ripe: dict[Party, list[Invitation]] = {}
    for one in waiting:
        if _is_ripe(one, known, now):
            ripe.setdefault(party_of(one.key), []).append(one)
    count = 0
    for party, found in ripe.items():
        for some in _slices(found):
            with transaction.atomic():
                list(Questionnaire.objects.select_for_update().filter(key=QUESTIONNAIRE[party]))
                count += _queue(some, REMINDERS[party], reminder_mail, known, now=now)
    return count


def _is_ripe(one: Invitation, campaigns: Campaigns, now: datetime) -> bool:
    timing = campaigns.timing(party_of(one.key), session_of(one))
    sent_at: datetime = one.sent_at  # type: ignore[attr-defined]  # annotated by `silent`
    moment = reminded_at(sent_at, one.closes_at, timing, campaigns.house) if timing else None
    return moment is not None and moment <= now


def _queue(
    invitations: list[Invitation], message: str, key_of: Callable[[str], str], campaigns: Campaigns, *, now: datetime
) -> int:
    keys = [key_of(one.key) for one in invitations]
    known = set(OutgoingMail.objects.filter(key__in=keys).values_list("key", flat=True))
    drafts = [
        _draft(one, message, key_of(one.key), campaigns, now)
        for one in invitations
        if key_of(one.key) not in known and one.respondent_email
    ]
    return len(queue_many(drafts, now=now)) if drafts else 0


def _draft(one: Invitation, message: str, key: str, campaigns: Campaigns, now: datetime) -> Draft:
    """The organisation writes, the person who reads the answers replies."""
    who = one.respondent_key or f"organisation/{_organisation(one)}"
    return Draft(
        key=key,
        message=message,
        recipient=Recipient(one.respondent_email, one.respondent_name or one.organisation, who),
        about=one.about,
        due_at=now,
        window=campaigns.house.window,
        from_name=campaigns.provider.name,
        reply_to=campaigns.reply_to,
    )


def _organisation(one: Invitation) -> int:
    """« survey/company/3/7 » and « survey/funder/7/2026 » both name it."""
    first, second = ids_of(one.key)
    return second if party_of(one.key) is Party.COMPANY else first


def _slices(rows: Sequence[Row]) -> Iterator[list[Row]]:
    for first in range(0, len(rows), SLICE):
        yield list(rows[first : first + SLICE])
