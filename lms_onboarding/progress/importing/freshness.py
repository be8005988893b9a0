"""When activity last arrived, session by session: without it, an absence of traces says nothing of anybody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from lms_onboarding.common.calendar import PARIS, local_date
from lms_onboarding.progress.enums import Source
from lms_onboarding.progress.models import ActivitySource, DailyActivity
from lms_onboarding.sessions.models import Session

FRESH: Final = timedelta(hours=48)
ENDED_SINCE: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Freshness:
    """One source of one session."""

    source: str
    label: str
    last_arrival_at: datetime | None
    last_day: date
    is_stale: bool


@dataclass(frozen=True, slots=True)
class SessionFreshness:
    """`expected`: the session began before today, so that somebody should have been seen by now."""

    session: Session
    sources: Sequence[Freshness]
    expected: bool = True

    @property
    def is_absent(self) -> bool:
        """Whether a silence says nothing of anybody: a source brings nothing any more, or nobody was ever seen."""
        return bool(self.stale) if self.sources else self.expected

    @property
    def stale(self) -> Sequence[Freshness]:
        return [one for one in self.sources if one.is_stale]


def freshness(*, now: datetime, zone: ZoneInfo = PARIS) -> list[SessionFreshness]:
    """The sessions that run or ended less than fourteen days ago, those without data first: three queries."""
    running = Session.objects.standing().starting_by(now).filter(Q(ends_at__gt=now - ENDED_SINCE))
    sessions = list(running.select_related("course").order_by("starts_at", "pk"))
    rows: dict[int, list[Freshness]] = {}
    for one in ActivitySource.objects.filter(session__in=sessions).exclude(source=Source.PORTAL).order_by("source"):
        stale = now - one.last_arrival_at > FRESH
        brought = Freshness(one.source, one.get_source_display(), one.last_arrival_at, one.last_day, stale)
        rows.setdefault(one.session_id, []).append(brought)
    for session, at, day in _seen_here(sessions):
        rows.setdefault(session, []).append(
            Freshness(Source.PORTAL, str(Source.PORTAL.label), at, day, is_stale=False)
        )
    today = local_date(now, zone)
    found = [
        SessionFreshness(one, rows.get(one.pk, []), expected=local_date(one.starts_at or now, zone) < today)
        for one in sessions
    ]
    return sorted(found, key=lambda one: not one.is_absent)


def _seen_here(sessions: Sequence[Session]) -> Iterable[tuple[int, datetime | None, date]]:
    """What is done on the portal is seen at once: it says when somebody came last, and never goes stale."""
    seen = DailyActivity.objects.filter(enrolment__session__in=sessions, source=Source.PORTAL).order_by()
    return seen.values_list("enrolment__session").annotate(at=Max("last_at"), last=Max("day"))
