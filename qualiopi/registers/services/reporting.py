"""Receiving a confidential report: sealed before it is stored, and unreadable here without its key."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from qualiopi.registers import codes, mails, sealing
from qualiopi.registers.enums import ReportContact
from qualiopi.registers.models import ConfidentialRecipient, Report
from qualiopi.registers.refusals import RecipientGone

from .designating import recipients_at


@dataclass(frozen=True, kw_only=True)
class ReportText:
    """What the person wrote; only `message` is never empty."""

    message: str
    position: str = ""
    ongoing: str = ""
    wishes: tuple[str, ...] = ()
    contact: str = ""
    safe_address: str = ""
    safe_time: str = ""

    def written(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> "ReportText":
        found = json.loads(text)
        return cls(**{**found, "wishes": tuple(found["wishes"])})


@sensitive_variables()
def receive_report(text: ReportText, *, recipient: ConfidentialRecipient, draft: str, now: datetime) -> str:
    """Seal and keep a report; tell the recipient that something waits. Returns the follow-up code, kept nowhere.

    `draft` is that of the form: the same one twice gives the same code, one report and one mail. Raises RecipientGone.
    """
    code = codes.follow_up_code(draft)
    known = Report.objects.filter(follow_digest=codes.digest(code))
    if known.exists():
        return code
    if recipient not in recipients_at(now=now) or recipient.public_key is None:
        raise RecipientGone
    report = Report(id=uuid4(), recipient=recipient, received_at=now, follow_digest=codes.digest(code))
    report.box = sealing.seal(text.written(), to=bytes(recipient.public_key), about=report.about)
    report.reply_key = sealing.public_key_of(codes.reply_key(code))
    try:
        with transaction.atomic():
            report.save(force_insert=True)
            mails.notify_recipient(report, now=now)
            if text.contact == ReportContact.MAIL and text.safe_address:
                mails.acknowledge_report(report, to=text.safe_address, now=now)
    except IntegrityError:
        if not known.exists():  # else the same form arrived twice at once
            raise
    return code
