"""The preview's courtesy: a message that may be refused is shown when the mail room will really let it leave, and not
at all to who refused. Three queries, whatever their number."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final, Protocol

from lms_onboarding.common import french
from lms_onboarding.mailing.services import Departure, Due, Foresight, Promise, foresee, may_be_refused
from lms_onboarding.welcome.sendings import KIT, PlannedSending, Somebody, Standing

IF_REMINDED: Final = "le {moment} si une relance part"


class Span(Protocol):
    @property
    def now(self) -> datetime: ...

    @property
    def until(self) -> datetime: ...


def courteous(sendings: Sequence[PlannedSending], span: Span, zone: tzinfo) -> Iterator[PlannedSending]:
    """These sendings, each of their people at the moment when their own week has room."""
    concerned = [one for one in sendings if _is_concerned(one)]
    promises = [
        Promise(somebody.key, Due(at=one.at, window=one.window, sure=not one.condition))
        for one in concerned
        for somebody in one.people
        if not somebody.mail
    ]
    waiting = [somebody.key for one in concerned for somebody in one.people if somebody.mail]
    seen = foresee(promises, waiting, now=span.now)
    coming = iter(seen.coming)
    for one in sendings:
        yield from _split(one, seen, coming, span.until, zone) if _is_concerned(one) else (one,)


def _is_concerned(one: PlannedSending) -> bool:
    if one.standing is not Standing.PLANNED or one.message == KIT or not may_be_refused(one.message):
        return False
    return all(somebody.key for somebody in one.people)


def _split(
    one: PlannedSending, seen: Foresight, coming: Iterator[Departure], until: datetime, zone: tzinfo
) -> Iterable[PlannedSending]:
    """Its people by moment and what may put it off; `coming` gives the departures of those not queued, in their
    order."""
    groups: dict[tuple[datetime, str], list[Somebody]] = {}
    refused: list[Somebody] = []
    for somebody in one.people:
        departure = seen.queued.get(somebody.mail) if somebody.mail else next(coming)
        if somebody.key in seen.refused:
            refused.append(somebody)
        elif departure is None:  # a sender has it in hand
            groups.setdefault((one.at, ""), []).append(somebody)
        elif (at := departure.at if departure.waits else one.at) < until:
            groups.setdefault((at, _said(departure, zone)), []).append(somebody)
    for (at, otherwise), people in groups.items():
        aside = (*one.set_aside, *refused)
        yield replace(one, at=at, otherwise=otherwise, people=tuple(people), set_aside=aside)
        refused = []


def _said(departure: Departure, zone: tzinfo) -> str:
    """« le jeudi 10 décembre à 17 h si une relance part », where a reminder would take its place in the week."""
    if not departure.depends:
        return ""
    moment = departure.at_most.astimezone(zone)
    return IF_REMINDED.format(moment=french.day_and_hour(moment, year=False))
