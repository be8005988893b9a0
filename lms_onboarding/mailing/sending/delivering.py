"""The loop that sends. A handful of mails is picked, looked at again and drawn together; each leaves on its own.

    pick ─ reserved, still QUEUED ─► look again ─► compose ─► claim (SENDING) ─► SMTP ─► mark
                                         │                                        │
                                         └► SUPPRESSED, or later                  └► killed here: repeated once its
                                                                                     lease ends, same Message-ID

A crash repeats at most the mails between claim and mark, one per sender, and loses none: a row leaves the queue only
when what became of it is written. What became of a mail is written in the transaction that claims the next one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Final

from lms_onboarding.mailing.enums import Lane

from . import claiming
from .post import Post
from .run import Run, Step

TOGETHER: Final = 8  # drawn in half a second: a sign-in code, or somebody's second thoughts, wait no longer

Clock = Callable[[], datetime]


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
    end = None if seconds is None else monotonic() + seconds
    with Post() as post:
        run = Run(post, clock, lane, end)
        while run.goes_on:
            left = TOGETHER if limit is None else min(TOGETHER, limit - run.done.total())
            mails = claiming.pick(lane=lane, now=clock(), most=left) if left > 0 else []
            if not mails:
                break
            run.carry(mails)
    return Delivered(**{step.value: run.done[step] for step in Step})
