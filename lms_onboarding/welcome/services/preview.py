"""« Quoi part, à qui, quand »: what left since yesterday and what will, by the sender's own selections and rules.

The number of queries does not depend on the number of sessions. Nothing is written: every condition is looked at again
when the mail is about to leave.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Protocol

from django.db.models import Count, Q

from lms_onboarding.common.calendar import local_date, wall_clock
from lms_onboarding.mailing.enums import LEFT
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.appointments.planning import calls_coming
from lms_onboarding.welcome.information.planning import information_coming
from lms_onboarding.welcome.models import WelcomeKit
from lms_onboarding.welcome.needs.planning import needs_coming
from lms_onboarding.welcome.sendings import LABELS, PlannedSending

from .outlook import House, look
from .preview_coming import coming
from .preview_courtesy import courteous
from .preview_gone import queued


@dataclass(frozen=True)
class Span:
    """The days shown: from yesterday's midnight to the end of the last day."""

    since: datetime
    now: datetime
    until: datetime

    def is_ahead(self, moment: datetime) -> bool:
        return self.now <= moment < self.until


class Planner(Protocol):
    """What a room above will send within a span: its own selections and rules, in constant queries."""

    def __call__(self, span: Span) -> Iterable[PlannedSending]: ...


_ABOVE: Final[list[Planner]] = []


def register_sendings(labels: Mapping[str, str], planner: Planner) -> None:
    """Let a room above show in the preview what it sent (`labels`: its messages, as people call them) and what it
    will. Called in AppConfig.ready(); registering again replaces."""
    LABELS.update(labels)
    if planner not in _ABOVE:
        _ABOVE.append(planner)


def planned(*, now: datetime, days: int = 14) -> list[PlannedSending]:
    """Every sending of the next `days` days, today included, and those since yesterday; in the order of time."""
    house = House.at(now)
    span = span_of(house, now, days)
    furthest = span.until + timedelta(days=house.rhythm.kit_days + 9)
    sessions = Session.objects.standing().not_ended(now).starting_by(furthest).order_by("starts_at", "pk")
    outlooks = look(sessions, house)
    found = [
        *queued(span),
        *coming(outlooks, house, span),
        *needs_coming(house, span),
        *information_coming(house, span),
        *calls_coming(house, span),
        *(one for planner in _ABOVE for one in planner(span)),
    ]
    seen = courteous(found, span, house.rhythm.zone)
    return sorted(seen, key=lambda one: (one.at, one.course, one.code, one.message))


def span_of(house: House, now: datetime, days: int) -> Span:
    zone = house.rhythm.zone
    today = local_date(now, zone)
    since = wall_clock(today - timedelta(days=1), time.min, zone)
    return Span(since=since, now=now, until=wall_clock(today + timedelta(days=days), time.min, zone))


@dataclass(frozen=True)
class Facts:
    """Four words not to be confused, counted over kits."""

    left: int
    returned: int
    opened: int
    acknowledged: int


def facts_since(since: datetime) -> Facts:
    """What became of the kits since a moment, in one query."""
    counts = WelcomeKit.objects.aggregate(
        left=Count("pk", filter=Q(mail__state__in=LEFT, mail__sent_at__gte=since)),
        returned=Count("pk", filter=Q(mail__bounced_at__gte=since)),
        opened=Count("pk", filter=Q(opened_at__gte=since)),
        acknowledged=Count("pk", filter=Q(acknowledged_at__gte=since)),
    )
    return Facts(**counts)
