"""The loop that sends. One mail at a time: pick, look again, compose, claim, post, mark.

    pick ─ reserved, still QUEUED ─► look again ─► compose ─► claim (SENDING) ─► SMTP ─► mark
                                         │                                        │
                                         └► SUPPRESSED, or later                  └► killed here: repeated once its
                                                                                     lease ends, same Message-ID

A crash repeats at most the mails between claim and mark, one per sender, and loses none: a row leaves the queue only
when what became of it is written.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from time import monotonic

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.documents.services import TamperedFile
from lms_onboarding.links.services import UnknownLink, marker
from lms_onboarding.mailing.enums import Lane, MailState
from lms_onboarding.mailing.models import MailPart, OutgoingMail
from lms_onboarding.mailing.registry import CompositionRefused, room_of
from lms_onboarding.mailing.rendering import RenderingError

from . import claiming, letter, marking
from .composing import compose, optout_link
from .courtesy import may_leave_at, objection
from .outcomes import SENDING_FAULTS, Refusal, Verdict, judge
from .post import Post

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

# A mail that will never be writable as it stands: shown to the team as failed, and the next one goes on. Any other
# exception is a defect: it ends the run, the lease keeps the mail aside meanwhile, and the tries are counted.
UNWRITABLE = (RenderingError, CompositionRefused, UnknownLink, TamperedFile, letter.UnwritableAddress)


class _Step(StrEnum):
    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"
    RETRIED = "retried"
    SUPPRESSED = "suppressed"
    DEFERRED = "deferred"


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What one run did. `retried` will be tried again; `deferred` waits for its window or for the person's week."""

    sent: int = 0
    bounced: int = 0
    failed: int = 0
    retried: int = 0
    suppressed: int = 0
    deferred: int = 0


def deliver(
    *, clock: Clock, lane: Lane = Lane.NORMAL, limit: int | None = None, seconds: float | None = None
) -> Delivered:
    """Send what is due until nothing is, or `limit` mails were handled, or `seconds` have passed.

    `clock` gives the time at each step; the demo gives a simulated one. With NORMAL, fast mails go first. A lost
    connection ends the run: the other mails keep their tries for the next one.
    """
    done: Counter[_Step] = Counter()
    end = None if seconds is None else monotonic() + seconds
    with Post() as post:
        while (limit is None or done.total() < limit) and (end is None or monotonic() < end) and not post.is_down:
            mail = claiming.pick(lane=lane, now=clock())
            if mail is None:
                break
            try:
                done[_carry(mail, post, clock)] += 1
            except claiming.ClaimLost:
                logger.warning("mail %s: its lease ended before this sender had finished", mail.pk)
    return Delivered(**{step.value: count for step, count in done.items()})


def _carry(mail: OutgoingMail, post: Post, clock: Clock) -> _Step:
    now = clock()
    if step := _look_again(mail, now):
        return step
    preferences = marker(optout_link(mail.recipient_key, now=now)) if mail.optout else ""
    try:
        parts = _parts(mail, preferences, now)
        written = letter.write(mail, parts, now=clock(), unsubscribe=preferences)
    except UNWRITABLE as error:
        return _refused(mail, Refusal(Verdict.FAILED, str(error)), now)
    if not _claimed(mail, parts, clock()):
        return _Step.DEFERRED
    try:
        esp_id = post.send(written)
    except SENDING_FAULTS as error:
        return _refused(mail, judge(error), clock())
    marking.mark_left(mail, esp_id=esp_id, now=clock())
    return _Step.SENT


def _look_again(mail: OutgoingMail, now: datetime) -> _Step | None:
    """What has changed since the mail was queued: crashes, night, need, objection."""
    if mail.tries > len(marking.LADDER) + 1:
        return _refused(mail, Refusal(Verdict.FAILED, _("envoi interrompu à chaque essai")), now)
    if _is_night(mail, now):
        return _Step.DEFERRED
    needed = room_of(mail.message).needed
    reason = (needed(mail, now=now) if needed else "") or objection(mail)
    if not reason:
        return None
    if mail.state == MailState.SENDING:
        reason = _("%(reason)s (un premier envoi, interrompu, a pu partir)") % {"reason": reason}
    marking.mark_suppressed(mail, reason, now=now)
    return _Step.SUPPRESSED


def _is_night(mail: OutgoingMail, now: datetime) -> bool:
    """When its window is closed, put this mail and all those due in the same window at the next opening."""
    opening = SendWindow.parse(mail.window).next_opening(now) if mail.window else now
    if opening == now:
        return False
    same = OutgoingMail.objects.due(now).filter(window=mail.window).select_for_update(skip_locked=True)
    with transaction.atomic():
        OutgoingMail.objects.filter(pk__in=same.values("pk")).update(due_at=opening)
        _postpone(mail, opening)
    return True


def _postpone(mail: OutgoingMail, due_at: datetime) -> None:
    claiming.release(mail, state=MailState.QUEUED, due_at=due_at, tries=mail.tries - 1)  # waiting is not trying


def _parts(mail: OutgoingMail, preferences: str, now: datetime) -> list[MailPart]:
    if mail.composed_at is None:
        return compose(mail, now=now, preferences=preferences)
    return list(mail.parts.select_related("blob"))


def _claimed(mail: OutgoingMail, parts: list[MailPart], now: datetime) -> bool:
    with transaction.atomic():
        leaves_at = may_leave_at(mail, now=now)
        if leaves_at > now:
            window = SendWindow.parse(mail.window) if mail.window else None
            _postpone(mail, window.next_opening(leaves_at) if window else leaves_at)
            return False
        claiming.claim(mail, parts, now=now)
    return True


def _refused(mail: OutgoingMail, refusal: Refusal, now: datetime) -> _Step:
    return {
        Verdict.RETRY: _Step.RETRIED,
        Verdict.BOUNCED: _Step.BOUNCED,
        Verdict.FAILED: _Step.FAILED,
    }[marking.mark_refused(mail, refusal, now=now)]
