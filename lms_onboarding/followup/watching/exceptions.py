"""What is out of the ordinary, read apart: few learners are absent, blocked or without access."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet

from lms_onboarding.common.calendar import BusinessCalendar, local_date, wall_clock
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.enums import SignalKind, Stuck
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.progress.enums import Presence
from lms_onboarding.progress.models import AttendanceMark, StuckReport
from lms_onboarding.welcome.models import WelcomeKit

from .frames import Setting

CHUNK: Final = 5_000


@dataclass(slots=True)
class Oddity:
    """`since`: when each fact last happened. `present_on`: the last half-day attended, when a case is open."""

    missed: list[tuple[date, datetime]] = field(default_factory=list)
    excused: list[date] = field(default_factory=list)
    present_on: date | None = None
    bounced_at: datetime | None = None
    stuck: int = Stuck.NO
    unread: int = 0
    since: dict[SignalKind, datetime] = field(default_factory=dict)

    def happened(self, kind: SignalKind, at: datetime) -> None:
        self.since[kind] = max(at, self.since.get(kind, at))


Oddities = dict[int, Oddity]
Within = QuerySet[Enrolment, Any]  # the keys of those who are followed


def oddities(learners: QuerySet[Enrolment], setting: Setting, *, now: datetime) -> Oddities:
    """By enrolment; five queries, whose rows are exceptions only."""
    found: Oddities = defaultdict(Oddity)
    within = learners.order_by().values("pk")
    _attendance(found, within)
    _presence(found, within)
    _stuck(found, within, setting, now)
    _unread(found, within, setting, now)
    bounced = WelcomeKit.objects.filter(enrolment__in=within, mail__state=MailState.BOUNCED)
    for pk, at in bounced.values_list("enrolment_id", "mail__bounced_at").iterator(chunk_size=CHUNK):
        found[pk].bounced_at = at
    return found


def business_days_after(moment: datetime, days: int, *, zone: ZoneInfo, calendar: BusinessCalendar) -> datetime:
    """The same wall clock, that many business days later."""
    local = moment.astimezone(zone)
    return wall_clock(calendar.add_business_days(local_date(moment, zone), days), local.time(), zone)


def overdue_before(setting: Setting, *, now: datetime) -> datetime:
    """What was asked before this has waited for more than one business day."""
    local = now.astimezone(setting.zone)
    return wall_clock(setting.calendar.previous_business_day(local.date()), local.time(), setting.zone)


def _attendance(found: Oddities, within: Within) -> None:
    marks = AttendanceMark.objects.filter(
        superseded_at__isnull=True, enrolment__in=within, presence__in=(Presence.ABSENT, Presence.EXCUSED)
    )
    rows = marks.values_list("enrolment_id", "presence", "slot__day", "marked_at")
    for pk, presence, day, at in rows.iterator(chunk_size=CHUNK):
        if presence == Presence.ABSENT:
            found[pk].missed.append((day, at))
        else:
            found[pk].excused.append(day)


def _presence(found: Oddities, within: Within) -> None:
    """Whoever has an open case and came since: being there is being back."""
    marks = AttendanceMark.objects.filter(
        superseded_at__isnull=True,
        enrolment__in=within,
        enrolment__alert__outcome="",
        presence__in=(Presence.PRESENT, Presence.LATE),
    )
    for pk, day in marks.values_list("enrolment_id").annotate(day=Max("slot__day")).order_by():
        found[pk].present_on = day


def _stuck(found: Oddities, within: Within, setting: Setting, now: datetime) -> None:
    limit = overdue_before(setting, now=now)
    rows = StuckReport.objects.open().filter(enrolment__in=within).values_list("enrolment_id", "reported_at")
    for pk, at in _known(rows):
        odd = found[pk]
        odd.stuck = max(odd.stuck, Stuck.OVERDUE if at < limit else Stuck.WAITING)
        odd.happened(SignalKind.STUCK, at)


def _unread(found: Oddities, within: Within, setting: Setting, now: datetime) -> None:
    """An answer to a call for help that its learner did not read within a business day."""
    limit = overdue_before(setting, now=now)
    reports = StuckReport.objects.answered_and_unread().filter(enrolment__in=within, answered_at__lt=limit)
    for pk, at in _known(reports.values_list("enrolment_id", "answered_at")):
        found[pk].unread += 1
        found[pk].happened(SignalKind.REPLY_UNREAD, at)


def _known(rows: Iterable[tuple[int | None, datetime | None]]) -> Iterable[tuple[int, datetime]]:
    return ((pk, at) for pk, at in rows if pk is not None and at is not None)
