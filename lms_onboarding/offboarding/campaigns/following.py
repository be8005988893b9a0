"""Where campaigns stand, for the team: what was asked of a session and of the funders of a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.offboarding.models import RelayedReply
from lms_onboarding.people.models import Organisation
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.models import Invitation

from .rules import asked_at, asked_key, closes_at, funders_asked_at, invitation_mail, party_of
from .selections import funders_of
from .setting import Campaigns


@dataclass(frozen=True)
class Planned:
    """When a party of a session is asked; `first_asked` when it already was. None: this session asks nobody."""

    party: Party
    at: datetime | None
    closes: datetime | None
    first_asked: datetime | None


@dataclass(frozen=True)
class FunderState:
    """A funder of the year: asked or not, and how it answered."""

    organisation: Organisation
    invitation: Invitation | None
    relayed: RelayedReply | None
    bounced: bool

    @property
    def answered_on(self) -> date | None:
        return self.invitation.answered_on if self.invitation else None


def planned_for(session: Session, *, now: datetime) -> list[Planned]:
    """The four campaigns of a session, in the order of their days. Four queries."""
    campaigns = Campaigns.read(now=now).with_changes([session.pk])
    asked: dict[Party, datetime] = {}
    known = Invitation.objects.filter(group=f"session/{session.pk}", key__startswith="survey/").order_by("-invited_at")
    for key, invited_at in known.values_list("key", "invited_at"):
        asked[party_of(key)] = invited_at
    found = []
    for party in (Party.HOT, Party.TRAINER, Party.COLD, Party.COMPANY):
        timing = campaigns.timing(party, session.pk)
        at = asked_at(session.ends_at, timing, campaigns.house) if session.ends_at and timing else None
        closing = closes_at(at, timing, campaigns.house) if at and timing else None
        found.append(Planned(party, at, closing, asked.get(party)))
    return found


def silent_organisations(group: str) -> list[Invitation]:
    """Companies or funders asked and silent, whose answer may have come another way; closed or not."""
    rows = Invitation.objects.standing().unanswered().filter(group=group, key__startswith="survey/")
    return list(rows.exclude(organisation="").order_by("organisation", "pk"))


def funders_next(*, now: datetime) -> tuple[datetime, int]:
    """The last day when funders were to be asked, and the year it was about."""
    campaigns = Campaigns.read(now=now)
    settings = campaigns.settings
    return funders_asked_at(
        now, month=settings.funder_month, day=settings.funder_day, hour=settings.hour, house=campaigns.house
    )


def funders_states(year: int) -> list[FunderState]:
    """Every funder of the year, those without a contact too. Four queries."""
    organisations = funders_of(year)
    keys = {asked_key(Party.FUNDER, one.pk, year): one.pk for one in organisations}
    invitations = {keys[row.key]: row for row in Invitation.objects.filter(key__in=keys)}
    relayed = {row.invitation_id: row for row in RelayedReply.objects.filter(invitation__in=invitations.values())}
    bounced = _bounced(keys)
    found = []
    for one in organisations:
        invitation = invitations.get(one.pk)
        reply = relayed.get(invitation.pk) if invitation else None
        found.append(FunderState(one, invitation, reply, asked_key(Party.FUNDER, one.pk, year) in bounced))
    return found


def _bounced(keys: Iterable[str]) -> set[str]:
    mails = OutgoingMail.objects.filter(key__in=[invitation_mail(key) for key in keys], state=MailState.BOUNCED)
    return {key.removesuffix("/invitation") for key in mails.values_list("key", flat=True)}
