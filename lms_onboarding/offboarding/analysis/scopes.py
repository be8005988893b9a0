"""What is read together: one session, the sessions that ended in a period, the funders of a year."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from lms_onboarding.common.calendar import local_date, wall_clock
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.sessions.models import Session, SessionQuerySet
from lms_onboarding.surveys.services import Groups

OF_SESSIONS: Final = (Party.HOT, Party.COLD, Party.TRAINER, Party.COMPANY)
A_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True)
class Scope:
    """`key` names it for ever: « session/3 », « period/2026-01-01/2026-12-31/12 » (course), « funders/2026 »."""

    key: str
    groups: Groups
    parties: tuple[Party, ...] = OF_SESSIONS


def of_session(session: Session) -> Scope:
    return Scope(f"session/{session.pk}", [f"session/{session.pk}"])


def before_session(session: Session) -> Scope:
    """The sessions of the same course that ended in the year before this one."""
    end = session.ends_at
    rows = Session.objects.filter(course=session.course_id).exclude(pk=session.pk)
    near = rows.filter(ends_at__lt=end, ends_at__gte=end - A_YEAR) if end else rows.none()
    return Scope(f"before/{session.pk}", _keys(near))


@dataclass(frozen=True)
class Period:
    """Both days included, on the wall calendar of the provider. `course` is a page, or 0 for all of them."""

    first: date
    last: date
    zone: ZoneInfo
    course: int = 0

    @property
    def earlier(self) -> "Period":
        """As many days, just before."""
        length = self.last - self.first + timedelta(days=1)
        return Period(self.first - length, self.last - length, self.zone, self.course)

    @property
    def key(self) -> str:
        return f"period/{self.first}/{self.last}/{self.course}"

    def sessions(self) -> SessionQuerySet:
        """Those that ended within: an answer without a name has no date, its session has one."""
        start = wall_clock(self.first, time.min, self.zone)
        end = wall_clock(self.last + timedelta(days=1), time.min, self.zone)
        rows = Session.objects.standing().filter(ends_at__gte=start, ends_at__lt=end)
        return rows.filter(course=self.course) if self.course else rows


def of_period(period: Period) -> Scope:
    return Scope(period.key, _keys(period.sessions()))


def last_year(now: datetime, zone: ZoneInfo) -> Period:
    """The twelve months until today: the period that is shown first."""
    today = local_date(now, zone)
    return Period(today - A_YEAR + timedelta(days=1), today, zone)


def of_funders(year: int) -> Scope:
    return Scope(f"funders/{year}", [f"funders/{year}"], (Party.FUNDER,))


def _keys(sessions: SessionQuerySet) -> Groups:
    key = Concat(Value("session/"), Cast("pk", CharField()))
    return sessions.order_by().annotate(key_of_group=key).values("key_of_group")
