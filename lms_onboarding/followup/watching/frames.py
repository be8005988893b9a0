"""What the learners of a session share: its days, its thresholds, whether its sources bring anything."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from courses.models import MicroCoursePage
from lms_onboarding.common.calendar import BusinessCalendar, local_date
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.models import Closure, FollowupThresholds, RemoteDay
from lms_onboarding.followup.rules import DEFAULTS, WEEKS, Thresholds, expected_days, is_short
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.progress.models import ActivitySource, DailyActivity
from lms_onboarding.progress.services import FRESH
from lms_onboarding.sessions.models import Session, SessionTrainer, Slot

ONE_DAY: Final = timedelta(days=1)
_NUMBERS: Final = ("watch_from", "contact_from", "score_from_day", "followed_days", "delay_days")


@dataclass(slots=True)
class Frame:
    """`planned`, `off`: local days. `alive`: see docs/first-week.md. `owner`: the first trainer, else the referent."""

    start_day: date
    short: bool
    planned: frozenset[date]
    off: frozenset[date]
    thresholds: Thresholds
    alive: bool
    has_content: bool
    owner: int | None
    _expected: dict[date, int | None] = field(default_factory=dict)

    def expected(self, since: date, today: date, excused: Iterable[date] = ()) -> int | None:
        """How many days counted for a learner whose clock started at `since`; asked again and again, kept."""
        days = set(excused)
        if days:
            off = self.off | days
            return expected_days(self.planned, since=since, until=today, off=off, short=self.short)
        if since not in self._expected:
            self._expected[since] = expected_days(
                self.planned, since=since, until=today, off=self.off, short=self.short
            )
        return self._expected[since]


@dataclass(frozen=True, slots=True)
class Silence:
    """A source that brings nothing any more, or a session in which nobody was ever seen (`source` empty)."""

    session: int
    source: str
    last_arrival_at: datetime | None


@dataclass(slots=True)
class Setting:
    """Everything that a morning needs beside the learners themselves."""

    today: date
    zone: ZoneInfo
    calendar: BusinessCalendar
    frames: Mapping[int, Frame]
    audiences: frozenset[str]
    silences: list[Silence]


def setting_at(organisation: ProviderSettings, *, now: datetime) -> Setting:
    """In a number of queries that does not depend on how many sessions are followed."""
    zone, calendar = organisation.zone, BusinessCalendar(organisation.holiday_region or None)
    today = local_date(now, zone)
    reader = _Reader(now, today, zone, calendar)
    frames, silences = reader.frames()
    audiences = frozenset(MicroCoursePage.objects.live().values_list("audience", flat=True))
    return Setting(today, zone, calendar, frames, audiences, silences)


def longest_followed() -> int:
    """How far back the longest follow-up goes, in days."""
    asked = FollowupThresholds.objects.values_list("followed_days", flat=True)
    return max(DEFAULTS.followed_days, *(days for days in asked if days is not None), 0)


def followed_sessions(now: datetime, days: int) -> QuerySet[Session]:
    """Started, standing, and either recent or with somebody who came recently."""
    horizon = now - timedelta(days=days + 1)
    late = Enrolment.objects.confirmed().filter(session=OuterRef("pk"), confirmed_at__gte=horizon)
    recent = Q(starts_at__gte=horizon) | Q(Exists(late))
    return Session.objects.filter(recent, cancelled_at__isnull=True, starts_at__lte=now)


class _Reader:
    def __init__(self, now: datetime, today: date, zone: ZoneInfo, calendar: BusinessCalendar) -> None:
        self.now, self.today, self.zone, self.calendar = now, today, zone, calendar
        self.sessions = followed_sessions(now, longest_followed())

    def frames(self) -> tuple[dict[int, Frame], list[Silence]]:
        seen = DailyActivity.objects.filter(enrolment__session=OuterRef("pk"))
        rows = self.sessions.annotate(seen=Exists(seen), content=Exists(seen.filter(lessons__gt=0))).values_list(
            "pk", "course_id", "starts_at", "ends_at", "referent_id", "seen", "content"
        )
        thresholds, closures, owners = self._thresholds(), self._closures(), self._owners()
        days, arrivals, holidays = self._days(), self._arrivals(), self._holidays()
        shared: dict[frozenset[date], frozenset[date]] = {}
        frames: dict[int, Frame] = {}
        silences: list[Silence] = []
        for pk, course, starts_at, ends_at, referent, was_seen, content in rows.iterator(chunk_size=5_000):
            if starts_at is None:  # cannot be: those that have started are asked for
                continue
            start_day = local_date(starts_at, self.zone)
            last_day = local_date(ends_at or starts_at, self.zone)
            planned = frozenset(days.get(pk, ()))
            off = holidays | closures.get(None, set()) | closures.get(pk, set())
            stale = [one for one in arrivals.get(pk, ()) if self.now - one[1] > FRESH]
            silences += [Silence(pk, source, at) for source, at in stale]
            if not was_seen and start_day < self.today:
                silences.append(Silence(pk, "", None))
            frames[pk] = Frame(
                start_day=start_day,
                short=is_short(start_day, last_day),
                planned=shared.setdefault(planned, planned),
                off=shared.setdefault(frozenset(off), frozenset(off)),
                thresholds=merged(thresholds.get(("course", course)), thresholds.get(("session", pk))),
                alive=bool(was_seen) and not stale,
                has_content=bool(content),
                owner=owners.get(pk, referent),
            )
        return frames, silences

    def _thresholds(self) -> dict[tuple[str, int], FollowupThresholds]:
        return {
            ("session", row.session_id) if row.session_id else ("course", row.course_id or 0): row
            for row in FollowupThresholds.objects.all()
        }

    def _closures(self) -> dict[int | None, set[date]]:
        found: dict[int | None, set[date]] = defaultdict(set)
        recent = Closure.objects.filter(last_day__gte=self.today - timedelta(days=longest_followed() + 1))
        for session, first, last in recent.values_list("session_id", "first_day", "last_day"):
            found[session] |= {first + timedelta(days=n) for n in range((min(last, self.today) - first).days + 1)}
        return found

    def _owners(self) -> dict[int, int]:
        """The first trainer of each session."""
        rows = SessionTrainer.objects.filter(session__in=self.sessions.values("pk")).order_by("-position", "-pk")
        return dict(rows.values_list("session_id", "person_id").iterator(chunk_size=5_000))

    def _days(self) -> dict[int, set[date]]:
        found: dict[int, set[date]] = defaultdict(set)
        short = F("starts_at") + timedelta(days=WEEKS + 1)
        within = self.sessions.filter(ends_at__lt=short).values("pk")  # the others are not read by their days
        for planned in (Slot.objects.all(), RemoteDay.objects.all()):
            rows = planned.filter(session__in=within).order_by().values_list("session_id", "day")
            for session, day in rows.iterator(chunk_size=5_000):
                found[session].add(day)
        return found

    def _arrivals(self) -> dict[int, list[tuple[str, datetime]]]:
        found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
        rows = ActivitySource.objects.filter(session__in=self.sessions.values("pk"))
        for session, source, at in rows.values_list("session_id", "source", "last_arrival_at").iterator():
            found[session].append((source, at))
        return found

    def _holidays(self) -> set[date]:
        back = longest_followed() + 1
        days = [self.today - timedelta(days=n) for n in range(back)]
        return {day for day in days if self.calendar.holiday_name(day)}


def merged(*given: FollowupThresholds | None) -> Thresholds:
    """The product's, then the course's, then the session's own."""
    merged = DEFAULTS
    for one in given:
        if one is not None:
            set_here = {name: getattr(one, name) for name in _NUMBERS if getattr(one, name) is not None}
            merged = replace(merged, **set_here)
    return merged
