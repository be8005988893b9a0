"""Mails to the team: a kit that came back, something missing from coming kits."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome import keys
from lms_onboarding.welcome.completeness import by_owner, holding
from lms_onboarding.welcome.enums import Item
from lms_onboarding.welcome.models import WelcomeKit
from lms_onboarding.welcome.services.outlook import House, Outlook, look

from . import words


def compose_returned(mail: OutgoingMail, *, now: datetime) -> Composition:
    target = keys.target_of(mail.key)
    kit = (
        WelcomeKit.objects.select_related("mail", "enrolment__person")
        .filter(enrolment=target.enrolment, schedule_no=target.schedule_no)
        .first()
    )
    if kit is None:
        raise CompositionRefused(_("le kit de ce message a disparu"))
    content = _outlook(kit.enrolment.session_id, now).content
    person, left = kit.enrolment.person, kit.mail.sent_at or kit.mail.bounced_at or kit.queued_at
    return Composition(
        variables={
            **words.identity(content),
            **words.session(content),
            **words.counting_down(content, now),
            "learner_full_name": person.full_name,
            "learner_phone": person.phone,
            "kit_sent_date": french.day(left.astimezone(content.tz).date(), year=False),
            "bounce_reason": kit.mail.reason,
            "enrolment_admin_url": settings.LMSO_BASE_URL + reverse("lmso_portal:kit_return", args=[kit.pk]),
        }
    )


def compose_missing(mail: OutgoingMail, *, now: datetime) -> Composition:
    """What this person can still give, as things stand now. Raises CompositionRefused when everything was given."""
    _room, session, _schedule_no, _days, *owner = mail.key.split("/")
    outlook = _outlook(int(session), now)
    content, dates = outlook.content, outlook.dates
    _who, items = by_owner(outlook.missing, content).get("/".join(owner), (None, ()))
    if not items or dates is None:
        raise CompositionRefused(_("tout a été donné depuis"))
    kept = holding(items)
    return Composition(
        variables={
            **words.identity(content),
            **words.start(content.start),
            "recipient_first_name": _first_name(mail),
            "course_title": content.course.title,
            "session_code": content.code,
            "missing_count_phrase": _count(len(items)),
            "kit_date": french.day(dates.kit_deadline.date(), year=False),
            "session_admin_url": settings.LMSO_BASE_URL + reverse("sessions:edit", args=[content.session]),
            "holding_lines": _lines(kept),
            "incomplete_lines": _lines([item for item in items if item not in kept]),
        }
    )


def _outlook(session: int, now: datetime) -> Outlook:
    return look(Session.objects.filter(pk=session), House.at(now))[session]


def _first_name(mail: OutgoingMail) -> str:
    """The organisation's own mailbox is greeted by its name."""
    _kind, _slash, pk = mail.recipient_key.partition("/")
    person = Person.objects.filter(pk=pk).first() if pk.isdecimal() else None
    return (person.first_name or person.full_name) if person else mail.to_name


def _count(number: int) -> str:
    return f"{french.counted(number, 'information', feminine=True)} {'manque' if number < 2 else 'manquent'}"


def _lines(items: "list[Item] | tuple[Item, ...]") -> str:
    return "\n".join(f"- **{label[:1].upper()}{label[1:]}**" for label in (str(item.label) for item in items))
