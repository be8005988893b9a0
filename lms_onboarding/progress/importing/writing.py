"""Writing days of activity, a batch of lines at a time: whole or not at all, and never twice."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from lms_onboarding.progress.enums import Source
from lms_onboarding.progress.models import ActivitySource, DailyActivity, ImportedLine
from lms_onboarding.sessions.models import Session

from .lines import Kind
from .roster import SLICE, Seat

BATCH: Final = 1_000
RAISED: Final = ("visits", "lessons", "checks", "actions", "events")
Day = tuple[int, date]


@dataclass(frozen=True, slots=True)
class Gesture:
    """A line with its learner; `fingerprint` names it for ever."""

    seat: Seat
    day: date
    kind: Kind
    fingerprint: str

    @property
    def key(self) -> Day:
        return self.seat.enrolment, self.day


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch brought: how many lines were known, and the days that changed."""

    unchanged: int
    days: frozenset[Day]


def write(gestures: Sequence[Gesture], *, source: Source = Source.FILE, now: datetime) -> Written:
    """Count these gestures, but those already counted. The sessions are held: two imports of one file take turns."""
    with transaction.atomic():
        sessions = sorted({gesture.seat.session for gesture in gestures})
        list(Session.objects.select_for_update().filter(pk__in=sessions).order_by("pk").values_list("pk"))
        fresh = without_known(gestures)
        if fresh:
            _write(fresh, source, now)
    return Written(len(gestures) - len(fresh), frozenset(gesture.key for gesture in fresh))


def preview(gestures: Sequence[Gesture]) -> Written:
    """What `write` would bring now; nothing is written."""
    fresh = without_known(gestures)
    return Written(len(gestures) - len(fresh), frozenset(gesture.key for gesture in fresh))


def without_known(gestures: Sequence[Gesture]) -> list[Gesture]:
    """Those whose fingerprint is not there yet."""
    known: set[str] = set()
    prints = [gesture.fingerprint for gesture in gestures]
    for start in range(0, len(prints), SLICE):
        known.update(
            ImportedLine.objects.filter(fingerprint__in=prints[start : start + SLICE]).values_list(
                "fingerprint", flat=True
            )
        )
    return [gesture for gesture in gestures if gesture.fingerprint not in known]


def _write(fresh: Sequence[Gesture], source: Source, now: datetime) -> None:
    rows = _rows({gesture.key for gesture in fresh}, source)
    for gesture in fresh:
        row = rows[gesture.key]
        row.events += 1
        if gesture.kind:
            setattr(row, gesture.kind, getattr(row, gesture.kind) + 1)
    made = [row for row in rows.values() if row.pk is None]
    DailyActivity.objects.bulk_update([row for row in rows.values() if row.pk], RAISED, batch_size=100)
    DailyActivity.objects.bulk_create(made, batch_size=100)
    ImportedLine.objects.bulk_create(
        [ImportedLine(fingerprint=gesture.fingerprint, day=rows[gesture.key]) for gesture in fresh], batch_size=SLICE
    )
    _refresh_sources(fresh, source, now)


def _rows(keys: Iterable[Day], source: Source) -> dict[Day, DailyActivity]:
    """The rows of these days, those that exist held until they are written."""
    wanted = sorted(keys)
    rows = {key: DailyActivity(enrolment_id=key[0], day=key[1], source=source) for key in wanted}
    enrolments = sorted({enrolment for enrolment, _day in wanted})
    first, last = min(day for _enrolment, day in wanted), max(day for _enrolment, day in wanted)
    for start in range(0, len(enrolments), SLICE):
        found = DailyActivity.objects.select_for_update().filter(
            enrolment__in=enrolments[start : start + SLICE], day__range=(first, last), source=source
        )
        rows.update({key: row for row in found.order_by("pk") if (key := (row.enrolment_id, row.day)) in rows})
    return rows


def _refresh_sources(fresh: Sequence[Gesture], source: Source, now: datetime) -> None:
    """Say, session by session, that activity arrived, and up to which day."""
    latest: dict[int, date] = {}
    for gesture in fresh:
        session = gesture.seat.session
        latest[session] = max(latest.get(session, gesture.day), gesture.day)
    known = {row.session_id: row for row in ActivitySource.objects.filter(session__in=latest, source=source)}
    for session, day in latest.items():
        row = known.get(session) or ActivitySource(session_id=session, source=source, last_day=day)
        row.last_arrival_at, row.last_day = now, max(row.last_day, day)
        known[session] = row
    new = [row for row in known.values() if row.pk is None]
    ActivitySource.objects.bulk_update([row for row in known.values() if row.pk], ["last_arrival_at", "last_day"])
    ActivitySource.objects.bulk_create(new)


def numbered(texts: Iterable[tuple[int, str]]) -> list[tuple[int, str, int]]:
    """(enrolment, text) pairs with their rank among the identical ones: a log is precise to the minute, and the same
    page opened twice in one minute is two gestures, in every export that holds them."""
    seen: Counter[tuple[int, str]] = Counter()
    found = []
    for enrolment, text in texts:
        seen[enrolment, text] += 1
        found.append((enrolment, text, seen[enrolment, text]))
    return found
