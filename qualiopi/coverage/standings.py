"""Where sessions stand, kept between two looks, so that a page of five thousand sessions reads and never waits.

Nothing pushes: a sweep looks again at the sessions looked at longest ago. See docs/decisions/0062.
"""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Session
from qualiopi.referential import grids

from .matrix import Lack, Matrix, matrix_of
from .models import SessionStanding
from .states import Count

SLICE: Final = 200  # sessions looked at together
MOST: Final = 2_000  # sessions of one sweep: a few seconds of processor
LIVELY: Final = timedelta(hours=1)  # how old the look at a session in progress may be
QUIET: Final = timedelta(hours=20)  # the same for the others, where hardly anything moves
BEFORE: Final = timedelta(days=45)
AFTER: Final = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Owing:
    """Units of one kind that a session owes. `enrolment` and `half` name the unit when there is one alone."""

    kind: str
    units: int
    due: datetime
    flaws: tuple[str, ...] = ()
    enrolment: int | None = None
    half: int | None = None


def owings(lacks: Iterable[Lack]) -> Iterator[Owing]:
    for lack in lacks:
        alone = lack.units[0] if len(lack.units) == 1 else None
        yield Owing(
            lack.kind.id,
            len(lack.units),
            lack.due,
            lack.flaws,
            alone.enrolment if alone else None,
            alone.half if alone else None,
        )


def owing_of(told: list[Any]) -> Owing:
    """As `SessionStanding.lacks` keeps it."""
    kind, units, due, flaws, enrolment, half = told
    return Owing(kind, units, datetime.fromisoformat(due), tuple(flaws), enrolment, half)


def sweep_standings(*, now: datetime, most: int = MOST) -> int:
    """Look again at what was looked at too long ago, the oldest first. How many sessions were looked at."""
    house = provider()
    waiting = list(_stale(now).values_list("pk", flat=True)[:most])
    for first in range(0, len(waiting), SLICE):
        look_again(waiting[first : first + SLICE], house, now=now)
    return len(waiting)


def look_again(sessions: list[int], house: ProviderSettings, *, now: datetime) -> None:
    """Keep where these sessions stand at `now`. A constant number of queries; twice is once."""
    matrix = matrix_of(Session.objects.filter(pk__in=sessions), house, grids()[-1], indicators=(), as_of=now)
    rows = [_row(matrix, pk, kept, now) for pk, kept in _owed(matrix).items()]
    SessionStanding.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["session"], update_fields=["counts", "lacks", "checked_at"]
    )


def _owed(matrix: Matrix) -> dict[int, list[Lack]]:
    found: dict[int, list[Lack]] = {pk: [] for pk in matrix.frame.groups}
    for lack in (*matrix.lacks, *matrix.coming):
        found[lack.session].append(lack)
    return found


def _row(matrix: Matrix, pk: int, lacks: list[Lack], now: datetime) -> SessionStanding:
    counts = {kind: list(astuple(count)) for kind, count in matrix.counts[pk].items() if count != Count()}
    told = [
        [one.kind, one.units, one.due.isoformat(), list(one.flaws), one.enrolment, one.half] for one in owings(lacks)
    ]
    return SessionStanding(session_id=pk, counts=counts, lacks=told, checked_at=now)


def _stale(now: datetime) -> "QuerySet[Session]":
    """Standing sessions never looked at, or too long ago: an hour around their dates, else most of a day."""
    rows = Session.objects.standing().annotate(looked=F("evidence_standing__checked_at"))
    lively = Q(starts_at__lte=now + BEFORE, ends_at__gte=now - AFTER, looked__lte=now - LIVELY)
    stale = rows.filter(Q(looked__isnull=True) | Q(looked__lte=now - QUIET) | lively)
    return stale.order_by(F("looked").asc(nulls_first=True), "pk")
