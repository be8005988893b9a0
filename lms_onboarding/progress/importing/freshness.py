"""When activity last arrived, session by session: without it, an absence of traces says nothing of anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q

from lms_onboarding.progress.enums import Source
from lms_onboarding.progress.models import ActivitySource
from lms_onboarding.sessions.models import Session

FRESH: Final = timedelta(hours=48)
ENDED_SINCE: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Freshness:
    """One source of one session."""

    source: str
    label: str
    last_arrival_at: datetime
    last_day: date
    is_stale: bool


@dataclass(frozen=True, slots=True)
class SessionFreshness:
    """`is_absent`: nothing says what its learners did elsewhere: no source brought it, or none does any more."""

    session: Session
    sources: Sequence[Freshness]

    @property
    def is_absent(self) -> bool:
        return all(one.is_stale for one in self.sources)

    @property
    def stale(self) -> Sequence[Freshness]:
        return [one for one in self.sources if one.is_stale]


def freshness(*, now: datetime) -> list[SessionFreshness]:
    """The sessions that run or ended less than fourteen days ago, those without data first: two queries."""
    running = Session.objects.standing().starting_by(now).filter(Q(ends_at__gt=now - ENDED_SINCE))
    sessions = list(running.select_related("course").order_by("starts_at", "pk"))
    rows: dict[int, list[Freshness]] = {}
    for row in ActivitySource.objects.filter(session__in=sessions).exclude(source=Source.PORTAL).order_by("source"):
        stale = now - row.last_arrival_at > FRESH
        one = Freshness(row.source, row.get_source_display(), row.last_arrival_at, row.last_day, stale)
        rows.setdefault(row.session_id, []).append(one)
    found = [SessionFreshness(session, rows.get(session.pk, [])) for session in sessions]
    return sorted(found, key=lambda one: (not one.is_absent, not one.stale))
