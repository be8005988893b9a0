"""The matrix of 1,000 sessions of ten learners by every indicator: processor, queries, and what one session costs.

The processor is that of this process, the reading of rows included. The cost of a session at 1,000 is held against
that at 100 of the same database: nothing may grow faster than the selection. Then one session alone, as a page shows
it again after something was mended.
"""

import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from time import process_time
from typing import Any, Final

from . import setting
from .measure import Measure, against_bar, against_floor, hand_over, say, timed
from .welcome_sweep import _Counter

LEARNERS: Final = 10
CPU_S: Final = 5.0
QUERIES: Final = 60
GROWTH: Final = 1.3
ONE_MS: Final = 100.0
TRIES: Final = 5


def main() -> None:
    sessions = setting.scaled(1_000)
    population = [sys.executable, "-m", "tests.benchmarks.evidence", str(sessions), str(LEARNERS)]
    subprocess.run(population, check=True)
    setting.start()
    hand_over(list(_measures(sessions)), setting.result_path())


def _measures(sessions: int) -> Iterator[Measure]:
    from django.db import connection  # noqa: PLC0415  Django must be set up first

    from lms_onboarding.sessions.models import Session  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # what autovacuum does in an hour, done at once
    everything = Session.objects.standing().order_by("pk")
    few = list(everything.values_list("pk", flat=True)[: max(1, sessions // 10)])
    small, large, alone = Session.objects.filter(pk__in=few), everything, Session.objects.filter(pk=few[-1])
    counter, again = _Counter(), _Counter()
    with connection.execute_wrapper(counter):
        matrix = _matrix(large)
    assert len(matrix.frame.groups) == sessions
    assert 0 < matrix.total.held < matrix.total.due, matrix.total
    pieces = len(matrix.pieces)
    del matrix
    turns = [(_cpu(small), _cpu(large)) for _turn in range(TRIES)]
    cost_few, cost = (median(column) for column in zip(*turns, strict=True))
    say(f"  {sessions} sessions, {pieces} pieces: {cost:.2f} s of processor, {counter.count} queries")
    yield against_bar("matrix", value=cost, bar=CPU_S, unit="s CPU")
    yield against_bar("matrix queries", value=counter.count, bar=QUERIES, unit="queries")
    yield against_floor(
        "matrix per session",
        value=1000 * cost / sessions,
        floor=1000 * cost_few / len(few),
        limit=GROWTH,
        unit="ms CPU",
    )
    with connection.execute_wrapper(again):
        _matrix(alone)
    assert again.count == counter.count, f"{again.count} queries for one session, {counter.count} for {sessions}"
    turns_alone = [timed(lambda: _matrix(alone))[0] for _turn in range(4 * TRIES)]
    seconds = min(turns_alone)  # on the clock, since somebody waits: the best, since others use the machine too
    usual = 1000 * median(turns_alone)
    say(f"  one session among {sessions}: {again.count} queries, {usual:.0f} ms on this machine as it was")
    yield against_bar("matrix one session", value=1000 * seconds, bar=ONE_MS, unit="ms")


def _cpu(sessions: Any) -> float:
    start = process_time()
    _matrix(sessions)
    return process_time() - start


def _matrix(sessions: Any) -> Any:
    from lms_onboarding.people.services import provider  # noqa: PLC0415  Django must be set up first
    from qualiopi.coverage.matrix import matrix_of  # noqa: PLC0415
    from qualiopi.referential import grid  # noqa: PLC0415

    from .evidence import NOW  # noqa: PLC0415

    version = grid("v10")
    return matrix_of(sessions, provider(), version, indicators=version.indicators, as_of=NOW)


if __name__ == "__main__":
    main()
