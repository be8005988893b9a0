"""Receiving a complaint: numbered, entrusted to somebody, acknowledged at once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from lms_onboarding.common.calendar import BusinessCalendar, local_date
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.people.services import provider
from qualiopi.numbering import next_rank, once
from qualiopi.registers import mails
from qualiopi.registers.enums import Channel, ComplaintKind
from qualiopi.registers.models import Complaint

ANSWER_DAYS: Final = 10  # business days, the organisation's commitment


@dataclass(frozen=True, kw_only=True)
class ComplaintText:
    """What the person wrote. `concerns_handler`: the complaint is about who would read it."""

    stakeholder: str
    topic: str
    facts: str
    wish: str
    session_words: str = ""
    effect: str = ""
    name: str = ""
    email: str = ""
    concerns_handler: bool = False


def handlers(organisation: ProviderSettings) -> list[Person]:
    """Who answers complaints, then who does when the first is concerned."""
    known = (organisation.administrative_referent, organisation.pedagogical_referent)
    return list(dict.fromkeys(person for person in known if person))


def receive_complaint(text: ComplaintText, *, form: str, now: datetime) -> Complaint:
    """Keep a complaint written on the public form, acknowledge it, tell who handles it.

    `form` is the draft of the form: the same one twice gives the complaint already received, and no second mail.
    """
    form_key = hashlib.sha256(form.encode()).hexdigest()
    return once(lambda: Complaint.objects.filter(form_key=form_key).first(), lambda: _receive(text, form_key, now=now))


@transaction.atomic
def _receive(text: ComplaintText, form_key: str, *, now: datetime) -> Complaint:
    organisation = provider()
    able = handlers(organisation)
    concerned = able.pop(0) if able and text.concerns_handler else None
    today = local_date(now, organisation.zone)
    rank = next_rank(Complaint.objects.filter(year=today.year))
    complaint = Complaint.objects.create(
        year=today.year,
        rank=rank,
        number=f"R-{today.year}-{rank:04}",
        form_key=form_key,
        kind=ComplaintKind.WRITTEN,
        channel=Channel.FORM,
        stakeholder=text.stakeholder,
        topic=text.topic,
        session_words=text.session_words,
        facts=text.facts,
        effect=text.effect,
        wish=text.wish,
        name=text.name,
        email=text.email,
        received_at=now,
        due_on=BusinessCalendar(organisation.holiday_region).add_business_days(today, ANSWER_DAYS),
        handler=able[0] if able else None,
        set_aside=concerned,
    )
    complaint.acknowledgement = mails.acknowledge_complaint(complaint, organisation, now=now)
    complaint.save(update_fields=["acknowledgement"])
    mails.notify_handler(complaint, organisation, now=now)
    codes: dict[str, str | int | bool | None] = {
        "number": complaint.number,
        "kind": complaint.kind,
        "channel": complaint.channel,
        "stakeholder": complaint.stakeholder,
    }
    record(Fact("complaint.received", complaint.key, occurred_at=now, codes=codes), now=now)
    return complaint
