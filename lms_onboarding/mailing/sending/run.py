"""One run of a sender: what it holds, what it still has to write down, what it has done."""

import logging
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial
from time import monotonic
from typing import Final

from django.db import transaction

from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.mailing.enums import Lane, MailState
from lms_onboarding.mailing.models import OutgoingMail

from . import claiming, letter, marking
from .composing import UNWRITABLE, Ready, compose
from .courtesy import may_leave_at
from .looking import Fate, Look, look
from .outcomes import SENDING_FAULTS, Refusal, Verdict, judge
from .post import Post

logger = logging.getLogger(__name__)

FRESH: Final = 1.0  # seconds: no mail leaves on an older look than this


class Step(StrEnum):
    """What was done with a mail; the names are the fields of `Delivered`."""

    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"
    RETRIED = "retried"
    SUPPRESSED = "suppressed"
    DEFERRED = "deferred"


_STEP_OF: Final = {
    Verdict.RETRY: Step.RETRIED,
    Verdict.BOUNCED: Step.BOUNCED,
    Verdict.FAILED: Step.FAILED,
}


class Run:
    """`end`, on the monotonic clock, is when the sender stops taking the next mail."""

    def __init__(self, post: Post, clock: Callable[[], datetime], lane: Lane, end: float | None) -> None:
        self.done: Counter[Step] = Counter()
        self._post, self._clock, self._lane, self._end = post, clock, lane, end
        self._to_mark: Callable[[], Step] | None = None  # what became of the last mail, not yet written
        self._looked = 0.0
        self._addresses: Mapping[int, str] = {}  # of the links in the mails at hand, as they stood at the last look

    @property
    def goes_on(self) -> bool:
        return not self._post.is_down and (self._end is None or monotonic() < self._end)

    def carry(self, mails: Sequence[OutgoingMail]) -> None:
        """Send mails that were just picked. What is not sent in the end is handed back, or keeps its lease.

        A defect that shows while they are prepared together is that of one of them: each then goes alone, until the
        guilty one ends the run.
        """
        now = self._clock()
        try:
            looks = self._look(mails, now)
            composed = compose([mail for mail in mails if looks[mail.pk].fate is Fate.LEAVES], now=now)
        except Exception:
            if len(mails) == 1:
                raise
            self._carry_one_by_one(mails)
            return
        leaving = [mail for mail in mails if self._let_go(mail, looks[mail.pk], now)]
        self._send(deque(ready for mail in leaving if (ready := self._ready(mail, composed[mail.pk], now))))

    def _carry_one_by_one(self, mails: Sequence[OutgoingMail]) -> None:
        rest = deque(mails)
        try:
            while rest and self.goes_on:
                self.carry([rest.popleft()])
        finally:
            claiming.hand_back(rest)

    def _look(self, mails: Sequence[OutgoingMail], now: datetime) -> dict[int, Look]:
        self._looked = monotonic()
        return look(mails, now=now)

    def _let_go(self, mail: OutgoingMail, seen: Look, now: datetime) -> bool:
        """Write what the look decided; whether the mail still leaves."""
        if seen.fate is Fate.LEAVES:
            return True
        if seen.fate is Fate.WAITS and seen.until:
            self._written(partial(_wait_until, mail, seen.until, now))
        elif seen.fate is Fate.GIVEN_UP:
            self._written(partial(_fail, mail, seen.reason, now))
        else:
            self._written(partial(_drop, mail, seen.reason, now))
        return False

    def _ready(self, mail: OutgoingMail, composed: Ready | Exception, now: datetime) -> Ready | None:
        if isinstance(composed, Ready):
            return composed
        self._written(partial(_fail, mail, str(composed), now))
        return None

    def _send(self, queue: deque[Ready]) -> None:
        try:
            self._addresses = letter.addresses_of(ready.mail for ready in queue)
            while queue and self.goes_on:
                if monotonic() - self._looked > FRESH:
                    self._mark()
                    queue = self._looked_again(queue)
                if queue:
                    self._send_one(queue.popleft())
        finally:
            self._mark()
            claiming.hand_back([ready.mail for ready in queue])

    def _looked_again(self, queue: deque[Ready]) -> deque[Ready]:
        """Those that still leave, after the sign-in codes that came meanwhile."""
        if self._lane is not Lane.FAST and (codes := claiming.pick(lane=Lane.FAST, now=self._clock(), most=1)):
            self.carry(codes)
        now = self._clock()
        looks = self._look([ready.mail for ready in queue], now)
        self._addresses = letter.addresses_of(ready.mail for ready in queue)
        return deque(ready for ready in queue if self._let_go(ready.mail, looks[ready.mail.pk], now))

    def _send_one(self, ready: Ready) -> None:
        mail = ready.mail
        try:
            written = letter.write(
                mail,
                ready.parts,
                now=self._clock(),
                unsubscribe=ready.preferences,
                addresses=self._addresses,
            )
        except UNWRITABLE as error:
            self._written(partial(_fail, mail, str(error), self._clock()))
            return
        if not self._claimed(ready):
            return
        try:
            esp_id = self._post.send(written)
        except SENDING_FAULTS as error:
            self._to_mark = partial(_refuse, mail, judge(error), self._clock())
        else:
            self._to_mark = partial(_leave, mail, esp_id, written.sent_sha256, self._clock())

    def _claimed(self, ready: Ready) -> bool:
        """Write what became of the mail before, and start the sending of this one, in one transaction."""
        now = self._clock()
        with transaction.atomic():
            self._write_mark()
            return self._tally(partial(_claim, ready, now)) is None

    def _mark(self) -> None:
        if self._to_mark:
            with transaction.atomic():
                self._write_mark()

    def _write_mark(self) -> None:
        mark, self._to_mark = self._to_mark, None
        if mark:
            self._tally(mark)

    def _written(self, write: Callable[[], Step]) -> None:
        with transaction.atomic():
            self._tally(write)

    def _tally(self, write: Callable[[], Step | None]) -> Step | None:
        """Count what was written; another sender may have dealt with the mail since its lease ended."""
        try:
            step = write()
        except claiming.ClaimLost as lost:
            logger.warning("mail %s: its lease ended before this sender had finished", lost)
            return Step.DEFERRED
        if step:
            self.done[step] += 1
        return step


def _claim(ready: Ready, now: datetime) -> Step | None:
    mail = ready.mail
    leaves_at = may_leave_at(mail, now=now)
    if leaves_at > now:
        window = SendWindow.parse(mail.window) if mail.window else None
        _postpone(mail, window.next_opening(leaves_at) if window else leaves_at)
        return Step.DEFERRED
    claiming.claim(mail, ready.parts, now=now)
    return None


def _wait_until(mail: OutgoingMail, opening: datetime, now: datetime) -> Step:
    """Its window is closed: this mail, and all those due in the same window, wait for the next opening."""
    same = OutgoingMail.objects.due(now).filter(window=mail.window).select_for_update(skip_locked=True)
    OutgoingMail.objects.filter(pk__in=same.values("pk")).update(due_at=opening)
    _postpone(mail, opening)
    return Step.DEFERRED


def _postpone(mail: OutgoingMail, due_at: datetime) -> None:
    claiming.release(mail, state=MailState.QUEUED, due_at=due_at, tries=mail.tries - 1)  # waiting is not trying


def _drop(mail: OutgoingMail, reason: str, now: datetime) -> Step:
    marking.mark_suppressed(mail, reason, now=now)
    return Step.SUPPRESSED


def _fail(mail: OutgoingMail, reason: str, now: datetime) -> Step:
    return _refuse(mail, Refusal(Verdict.FAILED, reason), now)


def _refuse(mail: OutgoingMail, refusal: Refusal, now: datetime) -> Step:
    return _STEP_OF[marking.mark_refused(mail, refusal, now=now)]


def _leave(mail: OutgoingMail, esp_id: str, sha256: str, now: datetime) -> Step:
    marking.mark_left(mail, esp_id=esp_id, sha256=sha256, now=now)
    return Step.SENT
