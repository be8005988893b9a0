"""The purge: what would go, then what goes, a handful at a time. Each handful is a transaction with its own fact in
the journal: a crash leaves the rest for the next call, and loses nothing that was to stay."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Min

from lms_onboarding.common.calendar import local_date
from lms_onboarding.documents.services import destroy_files
from lms_onboarding.journal.models import Entry
from lms_onboarding.journal.services import SYSTEM, Fact, record
from lms_onboarding.people.services import provider
from lms_onboarding.privacy.erasing.doing import resume
from lms_onboarding.privacy.holds import Held
from lms_onboarding.privacy.retention import Calendar, calendar

from .kinds import KINDS, Kind
from .part import Part

HANDFUL: Final = 500  # rows of one transaction
BUDGET: Final = 180  # seconds that the worker gives it in one turn
SUBJECT: Final = "purge"
PURGED: Final = "privacy.purged"
ENDED: Final = "privacy.purge_ended"
PLANNED: Final = "privacy.purge_planned"


@dataclass(frozen=True)
class Line:
    """One kind in the preview. `held` rows are over too, and stay under a hold."""

    kind: str
    title: str
    why: str
    count: int
    held: int
    oldest: datetime | None


def preview(*, now: datetime) -> list[Line]:
    """What a purge would take at this moment, kind by kind. Reads only."""
    at = calendar(now)
    held = Held(local_date(now, at.zone))
    standing = held if held.holds.exists() else None
    return [_line(kind, at, standing) for kind in KINDS]


def _line(kind: Kind, at: Calendar, held: Held | None) -> Line:
    count, kept, oldest = 0, 0, None
    for part in kind.parts:
        over = _counted(kind.due(part, at, Held(None)))
        found = _counted(kind.due(part, at, held)) if held and over["rows"] else over
        count += found["rows"]
        kept += over["rows"] - found["rows"]
        first = found["oldest"]
        oldest = min(first, oldest) if first and oldest else first or oldest
    return Line(kind.key, str(kind.title), kind.why(at.settings), count, kept, oldest)


def _counted(rows: Any) -> dict[str, Any]:
    told: dict[str, Any] = rows.order_by().values("pk", "ended").aggregate(rows=Count("pk"), oldest=Min("ended"))
    return told


def run(*, now: datetime, by: str = SYSTEM, seconds: float | None = None) -> dict[str, int]:
    """Take what is due: rows per kind. Stops after `seconds`, when given: called again, it goes on from there."""
    ends = None if seconds is None else monotonic() + seconds
    at = calendar(now)
    gone = dict.fromkeys((kind.key for kind in KINDS), 0)
    destroy_files(now=now)  # those that a crash left behind
    gone["erasure"] = resume(now=now)
    for kind in KINDS:
        for taken in _handfuls(kind, at, by=by):
            gone[kind.key] += taken
            if ends is not None and monotonic() > ends:
                return gone
    record(Fact(ENDED, SUBJECT, now, by, {**gone}), now=now)
    return gone


def _handfuls(kind: Kind, at: Calendar, *, by: str) -> Iterator[int]:
    for part in kind.parts:
        before: list[Any] = []
        while taken := _take(kind, part, at, by=by):
            if taken == before:  # they still say something: rather a loud stop than a loop that never ends
                msg = f"{kind.key}: {part.rows().model.__name__} rows were forgotten and are still found."
                raise RuntimeError(msg)
            before = taken
            destroy_files(now=at.now)
            yield len(taken)


def _take(kind: Kind, part: Part, at: Calendar, *, by: str) -> list[Any]:
    with transaction.atomic():
        # asked again at each handful: a hold placed meanwhile holds from then on
        held = Held(local_date(at.now, at.zone))
        pks = list(kind.due(part, at, held).order_by("pk").values_list("pk", flat=True)[:HANDFUL])
        if not pks:
            return []
        part.forget(pks, at.now)
        codes = {"count": len(pks), "months": getattr(at.settings, kind.period)}
        record(Fact(PURGED, f"{SUBJECT}/{kind.key}", at.now, by, codes), now=at.now)
    return pks


def sweep(*, now: datetime) -> dict[str, int] | None:
    """Once a month, what is due. The first month of an installation, or of this purge in it, only says that the next
    will: there is time to look at the preview and to place holds. None when this month's is done."""
    zone = provider().zone
    month = local_date(now, zone).replace(day=1)
    told = Entry.objects.filter(subject=SUBJECT, verb__in=(ENDED, PLANNED)).order_by("-pk").first()
    if told is None:
        record(Fact(PLANNED, SUBJECT, now), now=now)
        return None
    system_ended = Entry.objects.filter(subject=SUBJECT, verb__in=(ENDED, PLANNED), actor=SYSTEM).order_by("-pk")
    last = system_ended.first() or told
    if local_date(last.occurred_at, zone) >= month:
        return None
    return run(now=now, seconds=BUDGET)


@dataclass(frozen=True)
class Run:
    """A purge that ended: when, by whom (« user/3 », « system »), rows per kind."""

    at: datetime
    by: str
    gone: dict[str, int]


def past_runs(limit: int = 12) -> list[Run]:
    """The last purges, newest first."""
    rows = Entry.objects.filter(subject=SUBJECT, verb=ENDED).order_by("-pk")[:limit]
    return [Run(row.occurred_at, row.actor, dict(row.codes)) for row in rows]


def next_sweep(*, now: datetime) -> datetime | None:
    """The day of the next monthly purge, for the page; None while nothing is planned yet."""
    zone = provider().zone
    last = Entry.objects.filter(subject=SUBJECT, verb__in=(ENDED, PLANNED), actor=SYSTEM).order_by("-pk").first()
    if last is None:
        return None
    first = local_date(last.occurred_at, zone).replace(day=1) + timedelta(days=32)
    return datetime(first.year, first.month, 1, tzinfo=zone)
