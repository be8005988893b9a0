"""A fact that somebody of the team writes down: said on the telephone, seen in a room, taken in from a proposal."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import BusinessCalendar, local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.services import provider
from qualiopi.coverage.reviewing import Reviewer
from qualiopi.numbering import next_rank, once
from qualiopi.registers import mails
from qualiopi.registers.enums import ComplaintWish
from qualiopi.registers.models import Complaint

from .complaints import ANSWER_DAYS


@dataclass(frozen=True, kw_only=True)
class FactText:
    """What happened, in the words of who notes it. `received_on` is when the house learnt it."""

    kind: str
    channel: str
    stakeholder: str
    topic: str
    title: str
    facts: str
    received_on: date
    happened_on: date | None = None
    session: int | None = None
    severity: str = ""
    effect: str = ""
    name: str = ""
    email: str = ""
    handler: int | None = None
    source: str = ""


def note_fact(text: FactText, *, form: str, by: Reviewer, now: datetime) -> Complaint:
    """Write a fact down; with an address, it is acknowledged. The same form twice is one entry. Raises Refused."""
    key = hashlib.sha256(form.encode()).hexdigest()
    _refuse(text, today=local_date(now, provider().zone))
    known = Complaint.objects.filter(form_key=key)
    return once(known.first, lambda: _note(text, key, by=by, now=now))


@transaction.atomic
def _note(text: FactText, key: str, *, by: Reviewer, now: datetime) -> Complaint:
    organisation = provider()
    year = local_date(now, organisation.zone).year
    rank = next_rank(Complaint.objects.filter(year=year))
    calendar = BusinessCalendar(organisation.holiday_region)
    entry = Complaint.objects.create(
        year=year,
        rank=rank,
        number=f"R-{year}-{rank:04}",
        form_key=key,
        kind=text.kind,
        channel=text.channel,
        stakeholder=text.stakeholder,
        topic=text.topic,
        title=text.title.strip()[:120],
        facts=text.facts.strip(),
        effect=text.effect.strip(),
        wish=ComplaintWish.KNOW,
        severity=text.severity,
        happened_on=text.happened_on,
        session_id=text.session,
        name=text.name.strip(),
        email=text.email.strip(),
        received_at=_moment(text.received_on, now, organisation.zone),
        due_on=calendar.add_business_days(text.received_on, ANSWER_DAYS),
        handler_id=text.handler or organisation.administrative_referent_id,
        source=text.source,
        noted_by=by.name,
    )
    entry.acknowledgement = mails.acknowledge_complaint(entry, organisation, now=now)
    entry.save(update_fields=["acknowledgement"])
    codes: dict[str, str | int | bool | None] = {
        "number": entry.number,
        "kind": entry.kind,
        "channel": entry.channel,
        "stakeholder": entry.stakeholder,
    }
    record(Fact("complaint.noted", entry.key, entry.received_at, by.key, codes), now=now)
    return entry


def _moment(day: date, now: datetime, zone: ZoneInfo) -> datetime:
    """Today at this very moment; another day at noon: its hour is not known."""
    local = now.astimezone(zone)
    return (
        now
        if local.date() == day
        else local.replace(year=day.year, month=day.month, day=day.day, hour=12, minute=0, second=0, microsecond=0)
    )


def _refuse(text: FactText, *, today: date) -> None:
    if text.received_on > today:
        raise Refused(_("Ce jour n’est pas encore venu : donnez celui où vous l’avez su."), field="received_on")
    if text.happened_on is not None and text.happened_on > text.received_on:
        raise Refused(
            _("Un fait ne peut pas arriver après qu’on l’a su : vérifiez les deux jours."), field="happened_on"
        )
