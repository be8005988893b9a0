"""The mails of the registers. None carries what was confided; an answer carries its own words."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.calendar import BusinessCalendar, local_date
from lms_onboarding.links.services import marker
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import mail_identity, provider

from . import paths
from .enums import ComplaintKind
from .models import Complaint, ConfidentialRecipient, Report, ReportReply

FIRST_ANSWER_DAYS: Final = 2  # business days before a report has a first answer
CONTEST_DAYS: Final = 30
REPORTS: Final = "reports"  # what the journal and the lists of mails know of any of them


def acknowledge_complaint(
    complaint: Complaint, organisation: ProviderSettings, *, now: datetime
) -> OutgoingMail | None:
    """To who complained, at any hour; nothing without an address, nor for what nobody called a complaint."""
    if not complaint.email or complaint.kind != ComplaintKind.WRITTEN:
        return None
    values = {**_complaint_values(complaint, organisation), **_owner_values(complaint, organisation)}
    return queue(
        _draft(complaint, organisation, "complaints.acknowledged", f"{complaint.key}/ack", values, now), now=now
    )


def answer_complaint(complaint: Complaint, organisation: ProviderSettings, *, now: datetime) -> OutgoingMail | None:
    """The cause and the answer, word for word, to who complained; nothing without an address."""
    if not complaint.email:
        return None
    contest = local_date(now, organisation.zone) + timedelta(days=CONTEST_DAYS)
    values = {
        **_complaint_values(complaint, organisation),
        **_owner_values(complaint, organisation),
        "complaint_understanding": complaint.cause,
        "complaint_decision": complaint.answer,
        "complaint_contest_by": french.day(contest, weekday=False),
        "complaint_second_level": organisation.signatory or _("une autre personne"),
    }
    key = f"{complaint.key}/answer"
    draft = _draft(complaint, organisation, "complaints.answered", key, values, now)
    return queue(replace(draft, window=organisation.window), now=now)


def tell_what_changed(
    complaint: Complaint, words: str, organisation: ProviderSettings, *, action: int, now: datetime
) -> OutgoingMail:
    """To who said it, once an action: what changed since, in the words of the team. It must have an address."""
    received = local_date(complaint.received_at, organisation.zone)
    values = {
        "organisation_name": organisation.name,
        "complaint_number": complaint.number,
        "complaint_day": french.day(received, weekday=False),
        "complaint_change": " ".join(words.split()),
    }
    key = changed_key(complaint, action)
    draft = _draft(complaint, organisation, "complaints.changed", key, values, now)
    return queue(replace(draft, window=organisation.window), now=now)


def _draft(
    complaint: Complaint, organisation: ProviderSettings, message: str, key: str, values: dict[str, str], now: datetime
) -> Draft:
    """To who complained, at any hour, with the page where they follow what they said; its handler reads the reply."""
    link = paths.link_to(paths.COMPLAINT, complaint.pk, holder_key=complaint.key, now=now)
    owner = complaint.handler
    return Draft(
        key=key,
        message=message,
        recipient=Recipient(complaint.email, complaint.name, complaint.key),
        about=complaint.key,
        due_at=now,
        from_name=organisation.name,
        reply_to=owner.email if owner else organisation.email,
        variables={
            **values,
            "complaint_follow_url": marker(link),
            "privacy_url": mail_identity(organisation)["privacy_url"],
        },
    )


def changed_key(complaint: Complaint, action: int) -> str:
    return f"{complaint.key}/changed/{action}"


def notify_handler(
    complaint: Complaint, organisation: ProviderSettings, *, step: str = "received", now: datetime
) -> OutgoingMail | None:
    """To who handles it, or to the organisation's own address, during the hours of sending: once a step."""
    handler = complaint.handler
    to = Recipient(handler.email, handler.full_name, handler.key) if handler else Recipient(organisation.email, "", "")
    if not to.email:
        return None
    second = ", ".join(part for part in (organisation.signatory, organisation.signatory_quality) if part)
    return queue(
        Draft(
            key=f"{complaint.key}/notice/{step}",
            message="complaints.notice_internal",
            recipient=to,
            about=complaint.key,
            due_at=now,
            window=organisation.window,
            variables={
                **_complaint_values(complaint, organisation),
                "complaint_admin_url": settings.LMSO_BASE_URL + reverse("lmso_qualiopi:entry", args=[complaint.pk]),
                "complaint_second_level": f"{second}," if organisation.signatory_quality else second,
            },
        ),
        now=now,
    )


def invite_recipient(recipient: ConfidentialRecipient, *, now: datetime) -> OutgoingMail:
    """The designation link, to the person designated and to nobody else."""
    organisation = provider()
    link = paths.link_to(paths.DESIGNATION, recipient.pk, holder_key=recipient.key, now=now)
    expiry = french.day(local_date(link.expires_at, organisation.zone))
    return queue(
        Draft(
            key=f"{recipient.key}/designation/{link.pk}",
            message="recipients.designated",
            recipient=Recipient(recipient.email, recipient.name, recipient.key),
            about=recipient.key,
            due_at=now,
            from_name=organisation.name,
            variables={
                "organisation_name": organisation.name or _("Votre organisme de formation"),
                "privacy_url": mail_identity(organisation)["privacy_url"],
                "recipient_name": recipient.name,
                "designation_url": marker(link),
                "designation_expiry": expiry,
            },
        ),
        now=now,
    )


def notify_recipient(report: Report, *, now: datetime) -> bool:
    """To the recipient, at once, then once a day while it is unread. False when today's mail already exists."""
    organisation = provider()
    key = f"{report.about}/notice/{local_date(now, organisation.zone):%Y%m%d}"
    if OutgoingMail.objects.filter(key=key).exists():
        return False
    recipient = report.recipient
    link = paths.link_to(paths.CONFIDENTIAL, recipient.pk, holder_key=recipient.key, now=now)
    received = french.local(report.received_at, organisation.zone)
    queue(
        Draft(
            key=key,
            message="reports.notice_recipient",
            recipient=Recipient(recipient.email, recipient.name, recipient.key),
            about=REPORTS,
            due_at=now,
            variables={
                "recipient_name": recipient.name,
                "report_received_at": french.day_and_hour(received, year=False),
                "report_admin_url": marker(link),
            },
        ),
        now=now,
    )
    return True


def acknowledge_report(report: Report, *, to: str, now: datetime) -> OutgoingMail:
    """Neutral, to the safe address given for that."""
    organisation = provider()
    due = report_due(local_date(report.received_at, organisation.zone), organisation)
    variables = {
        "report_due": french.day(due),
        "report_due_short": french.day(due, weekday=False, year=False),
        "report_follow_url": _follow_up_page(),
    }
    return _neutral("reports.acknowledged", f"{report.about}/ack", to, variables, now=now)


def announce_reply(reply: ReportReply, *, to: str, now: datetime) -> OutgoingMail:
    """Neutral: something can be read on the follow-up page."""
    return _neutral("reports.answered", reply.about, to, {"report_follow_url": _follow_up_page()}, now=now)


def report_due(received_on: date, organisation: ProviderSettings) -> date:
    """The day by which a report has a first answer."""
    return BusinessCalendar(organisation.holiday_region).add_business_days(received_on, FIRST_ANSWER_DAYS)


def still_needed(mail: OutgoingMail, *, now: datetime) -> str:
    """A notice is useless once the report is read; the other mails always leave."""
    kind, _slash, rest = mail.key.partition("/")
    pk, _slash, step = rest.partition("/")
    if kind != "report" or not step.startswith("notice/"):
        return ""
    unread = Report.objects.filter(pk=pk, read_at__isnull=True)
    return "" if unread.exists() else _("le message est déjà lu")


def _neutral(message: str, key: str, to: str, variables: dict[str, str], *, now: datetime) -> OutgoingMail:
    draft = Draft(
        key=key,
        message=message,
        recipient=Recipient(to, "", REPORTS),
        about=REPORTS,
        due_at=now,
        variables=variables,
    )
    return queue(draft, now=now)


def _follow_up_page() -> str:
    return settings.LMSO_BASE_URL + reverse("lmso_qualiopi:follow")


def _complaint_values(complaint: Complaint, organisation: ProviderSettings) -> dict[str, str]:
    received = french.local(complaint.received_at, organisation.zone)
    return {
        "organisation_name": organisation.name,
        "complaint_number": complaint.number,
        "complaint_received_at": french.day_and_hour(received),
        "complaint_due": french.day(complaint.due_on),
        "complaint_due_short": french.day(complaint.due_on, weekday=False, year=False),
    }


def _owner_values(complaint: Complaint, organisation: ProviderSettings) -> dict[str, str]:
    owner = complaint.handler
    return {
        "complaint_owner_name": owner.full_name if owner else organisation.name or _("Notre équipe"),
        "complaint_owner_title": _title_of(complaint, organisation),
    }


def _title_of(complaint: Complaint, organisation: ProviderSettings) -> str:
    titles = {
        organisation.administrative_referent_id: organisation.administrative_title,
        organisation.pedagogical_referent_id: organisation.pedagogical_title,
    }
    return titles.get(complaint.handler_id, "") if complaint.handler_id else ""
