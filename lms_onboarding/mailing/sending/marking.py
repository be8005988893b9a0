"""What became of a mail, written with its journal entry by the sender that holds it, in the caller's transaction."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings

from lms_onboarding.journal.services import SYSTEM, Fact, record
from lms_onboarding.mailing.enums import Lane, MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.registry import room_of

from .claiming import release
from .outcomes import Refusal, Verdict

LADDER: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
REASON_MAX: Final = 300


def mark_left(mail: OutgoingMail, *, esp_id: str, sha256: str, now: datetime) -> None:
    """The server took it, in bytes of this hash. Only a tracked provider will tell more: elsewhere the delivery stays
    unknown for good."""
    state = MailState.SENT if settings.LMSO_MAIL_IS_TRACKED else MailState.UNKNOWN
    _close(mail, "mail.sent", now=now, state=state, sent_at=now, esp_id=esp_id[:200], sent_sha256=sha256, reason="")


def mark_refused(mail: OutgoingMail, refusal: Refusal, *, now: datetime) -> Verdict:
    """Put the mail back on the next step of the ladder, or close it; returns what was done."""
    reason = refusal.reason[:REASON_MAX]
    if refusal.verdict is Verdict.RETRY and mail.tries <= len(LADDER):
        due_at = now + LADDER[mail.tries - 1]
        release(mail, state=MailState.QUEUED, due_at=due_at, reason=reason)
        return Verdict.RETRY
    if refusal.verdict is Verdict.BOUNCED:
        _close(mail, "mail.bounced", now=now, state=MailState.BOUNCED, bounced_at=now, reason=reason)
        return Verdict.BOUNCED
    _close(mail, "mail.failed", now=now, state=MailState.FAILED, reason=reason)
    return Verdict.FAILED


def mark_suppressed(mail: OutgoingMail, reason: str, *, now: datetime) -> None:
    """It must not leave any more."""
    _close(mail, "mail.suppressed", now=now, state=MailState.SUPPRESSED, reason=reason[:REASON_MAX])


def wiped(mail: OutgoingMail) -> dict[str, Any]:
    """What goes once the mail is closed: the body that held a sign-in code, and its hash; of a discreet mail, the
    address too."""
    discreet = room_of(mail.message).discreet
    body = {"text": "", "html": "", "variables": {}, "sent_sha256": ""} if discreet or mail.lane == Lane.FAST else {}
    return body | ({"to_email": "", "to_name": "", "reason": ""} if discreet else {})


def note(mail: OutgoingMail, verb: str, *, at: datetime, now: datetime, actor: str = SYSTEM) -> None:
    """Write what became of a mail in the journal, unless that it existed is a secret."""
    if not room_of(mail.message).discreet:
        record(fact(mail, verb, at=at, actor=actor), now=now)


def fact(mail: OutgoingMail, verb: str, *, at: datetime, actor: str = SYSTEM) -> Fact:
    """The journal's entry about a mail."""
    codes: dict[str, str | int | bool | None] = {"message": mail.message, "mail": mail.pk}
    if verb == "mail.sent" and mail.sent_sha256:
        codes["sha256"] = mail.sent_sha256  # sealed with the day's entries: the row could be rewritten, the entry not
    return Fact(verb=verb, subject=mail.about, occurred_at=at, actor=actor, codes=codes)


def _close(mail: OutgoingMail, verb: str, *, now: datetime, **values: Any) -> None:
    release(mail, **(values | wiped(mail)))
    note(mail, verb, at=now, now=now)
