"""When messages that may be refused will really leave: those that wait and those to come, by the sender's own rule."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.mailing.courtesy import WEEK, Departure, Due, departures
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OptOut, OutgoingMail
from lms_onboarding.mailing.rendering import catalogue


@dataclass(frozen=True)
class Promise:
    """A mail that is not queued yet, to `recipient_key`."""

    recipient_key: str
    due: Due


@dataclass(frozen=True)
class Foresight:
    """`queued`: departures of the mails that wait, by primary key. `coming`: those of the promises, in their order.
    `refused`: who receives no such message any more."""

    queued: dict[int, Departure] = field(default_factory=dict)
    coming: list[Departure] = field(default_factory=list)
    refused: frozenset[str] = frozenset()


def may_be_refused(message: str) -> bool:
    """Whether the reader of this message may refuse such messages. Raises UnknownMessage."""
    return catalogue().message(message).footer.optout


def foresee(promises: Sequence[Promise], recipients: Sequence[str], *, now: datetime) -> Foresight:
    """For these recipients, those of the promises among them. Two queries, whatever their number."""
    wanted = sorted({*recipients, *(one.recipient_key for one in promises)})
    if not wanted:
        return Foresight()
    gone, waiting = _known(wanted, now)
    ranks: dict[str, list[int]] = defaultdict(list)
    for rank, one in enumerate(promises):
        ranks[one.recipient_key].append(rank)
    queued, coming = dict[int, Departure](), dict[int, Departure]()
    for who in wanted:
        hers = waiting[who]
        played = departures([*hers.values(), *(promises[rank].due for rank in ranks[who])], gone[who])
        queued |= dict(zip(hers, played, strict=False))
        coming |= dict(zip(ranks[who], played[len(hers) :], strict=True))
    refused = OptOut.objects.filter(recipient_key__in=wanted).values_list("recipient_key", flat=True)
    return Foresight(queued, [coming[rank] for rank in range(len(promises))], frozenset(refused))


def _known(wanted: Sequence[str], now: datetime) -> tuple[dict[str, list[datetime]], dict[str, dict[int, Due]]]:
    """What counts in each person's week, and what waits for it, in the order of the queue."""
    gone: dict[str, list[datetime]] = defaultdict(list)
    waiting: dict[str, dict[int, Due]] = defaultdict(dict)
    rows = OutgoingMail.objects.filter(recipient_key__in=wanted, optout=True).weighing(now - WEEK).order_by("pk")
    for pk, who, state, sent_at, due_at, window in rows.values_list(
        "pk", "recipient_key", "state", "sent_at", "due_at", "window"
    ):
        if sent_at or state == MailState.SENDING:
            gone[who].append(sent_at or now)
        else:
            hours = SendWindow.parse(window) if window else None
            waiting[who][pk] = Due(
                at=hours.next_opening(max(due_at, now)) if hours else max(due_at, now), window=hours
            )
    return gone, waiting
