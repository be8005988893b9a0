"""Reading a report and answering it: the key lives in memory for the time of one request, and nowhere else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from qualiopi.registers import codes, mails, sealing
from qualiopi.registers.enums import ReportContact
from qualiopi.registers.models import ConfidentialRecipient, Report, ReportReply
from qualiopi.registers.refusals import TamperedReport, WrongSecret
from qualiopi.registers.sealing import Unreadable

from .reporting import ReportText


@dataclass(frozen=True)
class Said:
    """One answer, in clear."""

    written_at: datetime
    text: str


@dataclass(frozen=True)
class Opened:
    """A report in clear, for the time of one page."""

    report: Report
    text: ReportText
    replies: list[Said]


@sensitive_variables()
def open_report(report: Report, *, secret: str, now: datetime) -> Opened:
    """The report in clear, against the passphrase or the recovery code; the first time counts as reading it.

    Raises WrongSecret, TamperedReport.
    """
    private = _private_key(report.recipient, secret)
    try:
        text = sealing.unseal(bytes(report.box), private=private, about=report.about)
        replies = [
            Said(row.written_at, sealing.unseal(bytes(row.for_recipient), private=private, about=row.about))
            for row in report.replies.all()
        ]
    except Unreadable as error:
        raise TamperedReport from error
    Report.objects.filter(pk=report.pk, read_at__isnull=True).update(read_at=now)
    return Opened(report, ReportText.read(text), replies)


@sensitive_variables()
def reply(report: Report, *, text: str, secret: str, now: datetime) -> Opened:
    """Answer a report: sealed to the code of who wrote it, and to the recipient. Returns the report with the answer.

    A neutral mail leaves if one was asked for: only now is the address known. Raises WrongSecret, TamperedReport.
    """
    opened = open_report(report, secret=secret, now=now)
    if opened.replies and opened.replies[-1].text == text:
        return opened  # the same page sent twice
    row = ReportReply(id=uuid4(), report=report, written_at=now)
    row.for_reporter = sealing.seal(text, to=bytes(report.reply_key), about=row.about)
    row.for_recipient = sealing.seal(text, to=bytes(report.recipient.public_key or b""), about=row.about)
    with transaction.atomic():
        row.save(force_insert=True)
        if opened.text.contact == ReportContact.MAIL and opened.text.safe_address:
            mails.announce_reply(row, to=opened.text.safe_address, now=now)
    return Opened(report, opened.text, [*opened.replies, Said(now, text)])


@sensitive_variables()
def follow(*, code: str) -> tuple[Report, list[Said]] | None:
    """The report of a follow-up code and its answers in clear, never the report's own words; None for any other code.

    Raises TamperedReport.
    """
    report = Report.objects.filter(follow_digest=codes.digest(code)).first()
    if report is None:
        return None
    private = codes.reply_key(code)
    try:
        return report, [
            Said(row.written_at, sealing.unseal(bytes(row.for_reporter), private=private, about=row.about))
            for row in report.replies.all()
        ]
    except Unreadable as error:
        raise TamperedReport from error


@sensitive_variables()
def _private_key(recipient: ConfidentialRecipient, secret: str) -> bytes:
    code = codes.read(secret, length=codes.RECOVERY)
    if code:
        try:
            return sealing.unlock_with_code(bytes(recipient.under_recovery or b""), code=code, about=recipient.key)
        except Unreadable:
            pass  # a passphrase may look like a code
    try:
        return sealing.unlock(bytes(recipient.under_passphrase or b""), passphrase=secret, about=recipient.key)
    except Unreadable as error:
        raise WrongSecret from error
