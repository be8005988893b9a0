"""A question that leaves late keeps all its days: the last one is counted from when its mail will really leave."""

from datetime import datetime

from lms_onboarding.surveys.services import postpone

from .rules import closes_at, party_of
from .selections import put_off, session_of
from .setting import Campaigns


def keep_days(campaigns: Campaigns, *, now: datetime) -> int:
    """Move the last day of invitations whose mail was put off, by the courtesy of the mail room for instance: else a
    question could close before anybody read it. Returns how many moved."""
    waiting = list(put_off(now).order_by("pk"))
    known = campaigns.with_changes({pk for one in waiting if (pk := session_of(one))})
    moved = 0
    for one in waiting:
        timing = known.timing(party_of(one.key), session_of(one))
        leaves_at: datetime = one.leaves_at  # type: ignore[attr-defined]  # annotated by `put_off`
        closing = (
            closes_at(known.house.window.next_opening(leaves_at), timing, known.house) if timing else one.closes_at
        )
        if closing > one.closes_at:
            postpone(one, closes_at=closing, now=now)
            moved += 1
    return moved
