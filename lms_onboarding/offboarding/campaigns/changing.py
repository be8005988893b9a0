"""What people of the team do to campaigns: another delay for one session, an answer that came another way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.offboarding.enums import Party, ReplyChannel
from lms_onboarding.offboarding.models import RelayedReply, SessionCampaigns
from lms_onboarding.people.models import Organisation
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.enums import InvitationState
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import invite, postpone, save_draft, submit

from . import asks
from .rules import asked_key
from .selections import funders_of
from .setting import Campaigns


class ReplyRefused(Refused):
    """An answer that came another way cannot be written down as it stands."""


@dataclass(frozen=True)
class SessionRhythm:
    """What one session does otherwise; None follows the provider."""

    hour: time | None = None
    hot_delay: int | None = None
    cold_delay: int | None = None
    trainer_delay: int | None = None
    company_delay: int | None = None
    stopped: bool = False


@dataclass(frozen=True)
class Relayed:
    """An answer somebody gave otherwise than by the page. `answers`: {field: what a form would post}."""

    channel: ReplyChannel
    on_day: date
    spoke: str
    answers: Mapping[str, object]


def change_campaigns(session: Session, rhythm: SessionRhythm, *, by: str, now: datetime) -> SessionCampaigns:
    """What is already asked stays asked; what is not follows the new days."""
    with transaction.atomic():
        values = {**rhythm.__dict__, "changed_by": by, "changed_at": now}
        row, _made = SessionCampaigns.objects.update_or_create(session=session, defaults=values)
        codes: dict[str, str | int | bool | None] = {
            name: value for name, value in rhythm.__dict__.items() if not isinstance(value, time)
        }
        record(Fact("surveys.campaigns_changed", f"session/{session.pk}", now, by, codes), now=now)
    return row


def funder_invitation(funder: Organisation, year: int, *, now: datetime) -> Invitation:
    """What this funder is asked about that year, asked now if it was not: an exchange before the day is an answer too.

    Nothing leaves by mail. Raises NothingPublished, ReplyRefused when it paid for nobody that year.
    """
    known = Invitation.objects.filter(key=asked_key(Party.FUNDER, funder.pk, year)).first()
    if known is not None:
        return known
    if funder not in funders_of(year):
        sentence = _("%(name)s n’a financé personne en %(year)s : choisissez l’année concernée.")
        raise ReplyRefused(sentence % {"name": funder.name, "year": year})
    return invite(asks.funder_ask(funder, year, Campaigns.read(now=now), now=now), now=now)


def write_down(invitation: Invitation, relayed: Relayed, *, by: str, now: datetime) -> Invitation:
    """Enter an answer for whoever gave it, with its channel and its day. Raises ReplyRefused, NotOpen, Incomplete.

    Only organisations answer another way: a learner's words go through no colleague.
    """
    if not invitation.organisation:
        raise ReplyRefused(_("Seuls une entreprise ou un financeur peuvent répondre par un autre canal."))
    if relayed.on_day > local_date(now, Campaigns.read(now=now).house.zone):
        raise ReplyRefused(_("L’échange ne peut pas être à venir : notez le jour où il a eu lieu."), field="on_day")
    with transaction.atomic():
        # Locked first: of the page and the colleague, the second finds the answer of the first.
        locked = Invitation.objects.select_for_update(of=("self",)).select_related("version").get(pk=invitation.pk)
        if locked.answered_on is not None:
            raise ReplyRefused(_("Cette organisation a déjà répondu : sa réponse n’est pas remplacée."))
        if locked.state(now) is InvitationState.CLOSED:  # an exchange after the last day is an answer all the same
            locked = postpone(locked, closes_at=now + timedelta(days=1), by=by, now=now)
        _sheet, checked = save_draft(locked, relayed.answers, fields=list(relayed.answers), now=now)
        if wrong := set(checked.errors) - checked.missing:
            name = sorted(wrong)[0]
            raise ReplyRefused(checked.errors[name], field=name)
        answered = submit(locked, now=now)
        RelayedReply.objects.create(
            invitation=locked,
            channel=relayed.channel,
            on_day=relayed.on_day,
            spoke=relayed.spoke.strip(),
            entered_by=by,
            entered_at=now,
        )
        codes = {"channel": str(relayed.channel), "on": relayed.on_day.isoformat()}
        record(Fact("survey.relayed", locked.about, now, by, codes), now=now)
    return answered
