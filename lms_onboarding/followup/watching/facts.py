"""One aggregate query over everybody who is followed, streamed through the rules."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest, TruncDate

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.enums import Access, SignalKind
from lms_onboarding.followup.rules import Assessment, Facts, assess, had_time_to_visit
from lms_onboarding.mailing.enums import LEFT
from lms_onboarding.progress.enums import Presence
from lms_onboarding.progress.models import AttendanceMark, DailyActivity
from lms_onboarding.welcome.models import WelcomeKit

from .exceptions import Oddities, Oddity
from .frames import Frame, Setting, followed_sessions, longest_followed

CHUNK: Final = 5_000
BATCH: Final = 1_000
COLUMNS: Final = (
    *("pk", "session_id", "role", "enrolled_on", "reached"),
    *("alert__pk", "alert__outcome", "alert__reply_unread_since"),
    *("active", "before", "content", "last_day"),
)


class Row(NamedTuple):
    """One learner as the database counts them: days since their clock started, visits before, the last day seen."""

    enrolment: int
    session: int
    role: str
    enrolled_on: date
    reached: bool
    alert: int | None
    outcome: str | None
    reply_unread_since: datetime | None
    active: int
    before: int
    content: int | None
    last_day: date | None


@dataclass(slots=True)
class Watched:
    """A learner about whom something may have to be written. `since`: when each fact last happened."""

    row: Row
    assessment: Assessment
    since: dict[SignalKind, datetime]
    last_seen: date | None


def followed_learners(now: datetime) -> QuerySet[Enrolment]:
    """Confirmed, in a followed session, and whose own clock is not too old."""
    days = longest_followed()
    horizon = now - timedelta(days=days + 1)
    recent = Q(session__starts_at__gte=horizon) | Q(confirmed_at__gte=horizon)
    sessions = followed_sessions(now, days).values("pk")
    return Enrolment.objects.confirmed().filter(recent, session__in=sessions)


def counted(learners: QuerySet[Enrolment], setting: Setting) -> QuerySet[Enrolment, tuple[Any, ...]]:
    """The one query: a row of COLUMNS for each learner."""
    start, enrolled = (TruncDate(name, tzinfo=setting.zone) for name in ("session__starts_at", "confirmed_at"))
    reached = WelcomeKit.objects.filter(enrolment=OuterRef("pk"), mail__state__in=LEFT)
    day, clock = "daily_activity__day", Greatest(start, enrolled)
    seen = Q(daily_activity__day__lte=setting.today)
    return (
        learners.order_by()
        .annotate(
            enrolled_on=enrolled,
            reached=Exists(reached),
            active=Count(day, distinct=True, filter=seen & Q(daily_activity__day__gte=clock)),
            before=Count(day, distinct=True, filter=Q(daily_activity__day__lt=start)),
            content=Max(F("daily_activity__lessons"), filter=seen),
            last_day=Max(day, filter=seen),
        )
        .values_list(*COLUMNS)
    )


def assessed(setting: Setting, odd: Oddities, *, now: datetime) -> Iterator[Watched]:
    """Those for whom a case is due or stands, one after the other: what the others hold is forgotten at once.

    Days attended in the room are days of activity too; they are looked up only for who would else seem silent.
    """
    suspects = _suspects(setting, odd, now)
    while batch := list(islice(suspects, BATCH)):
        attended = attended_days([row for row, _said in batch], setting)
        for row, first_said in batch:
            frame, oddity, said = setting.frames[row.session], odd.get(row.enrolment), first_said
            if row.enrolment in attended:
                again = judged(row._replace(active=attended[row.enrolment]), frame, oddity, setting)
                said = again or first_said
            if said.opens or (row.alert and not row.outcome):
                yield Watched(row, said, _since(row, oddity), _last_seen(row, oddity))


def _suspects(setting: Setting, odd: Oddities, now: datetime) -> Iterator[tuple[Row, Assessment]]:
    rows = counted(followed_learners(now), setting).iterator(chunk_size=CHUNK)
    for row in map(Row._make, rows):
        frame = setting.frames.get(row.session)
        if frame is None:  # the session was cancelled between two queries
            continue
        said = judged(row, frame, odd.get(row.enrolment), setting)
        if said is not None and (said.opens or (row.alert and not row.outcome)):
            yield row, said


def attended_days(rows: Sequence[Row], setting: Setting) -> dict[int, int]:
    """Days of activity with those of presence, for who was present at least once since their clock started."""
    clocks = {row.enrolment: max(row.enrolled_on, setting.frames[row.session].start_day) for row in rows}
    marks = AttendanceMark.objects.filter(
        superseded_at__isnull=True, enrolment__in=list(clocks), presence__in=(Presence.PRESENT, Presence.LATE)
    )
    days: dict[int, set[date]] = defaultdict(set)
    for pk, day in marks.values_list("enrolment_id", "slot__day"):
        if day >= clocks[pk]:
            days[pk].add(day)
    traces = DailyActivity.objects.filter(enrolment__in=list(days), day__lte=setting.today)
    for pk, day in traces.values_list("enrolment_id", "day"):
        if day >= clocks[pk]:
            days[pk].add(day)
    return {pk: len(found) for pk, found in days.items()}


def judged(row: Row, frame: Frame, oddity: Oddity | None, setting: Setting) -> Assessment | None:
    """What the rules say of one learner; None before their first morning and after their last."""
    clock = max(row.enrolled_on, frame.start_day)
    day = (setting.today - clock).days
    if day < 1 or day > frame.thresholds.followed_days:
        return None
    facts = Facts(
        day=day,
        active_days=row.active,
        visit_days=row.before if had_time_to_visit(row.enrolled_on, frame.start_day) else None,
        content_opened=bool(row.content) if frame.has_content or row.role in setting.audiences else None,
        expected_days=frame.expected(clock, setting.today, oddity.excused if oddity else ()),
        short=frame.short,
        alive=frame.alive,
        replies_unread=1 if row.reply_unread_since else 0,
    )
    if not row.reached:
        facts.access = Access.BOUNCED if oddity is not None and oddity.bounced_at else Access.MISSING
    if oddity is not None:
        facts.absences = _absences(oddity, clock, frame)
        facts.stuck = oddity.stuck
        facts.replies_unread += oddity.unread
    return assess(facts, frame.thresholds)


def _absences(oddity: Oddity, clock: date, frame: Frame) -> int:
    """Half-days missed without excuse since the learner's clock started, on days that counted."""
    missed = [at for day, at in oddity.missed if day >= clock and day not in frame.off]
    for at in missed:
        oddity.happened(SignalKind.ABSENCE, at)
    return len(missed)


def _last_seen(row: Row, oddity: Oddity | None) -> date | None:
    """The last day with a trace, in the LMS or in the room."""
    days = [day for day in (row.last_day, oddity.present_on if oddity else None) if day is not None]
    return max(days, default=None)


def _since(row: Row, oddity: Oddity | None) -> dict[SignalKind, datetime]:
    since = dict(oddity.since) if oddity else {}
    if oddity is not None and oddity.bounced_at:
        since[SignalKind.ACCESS_BOUNCED] = oddity.bounced_at
    if row.reply_unread_since:
        known = since.get(SignalKind.REPLY_UNREAD, row.reply_unread_since)
        since[SignalKind.REPLY_UNREAD] = max(row.reply_unread_since, known)
    return since
