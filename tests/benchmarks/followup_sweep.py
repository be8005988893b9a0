"""Facts and rules over 200,000 enrolments, against the same query streamed bare; then 100,000 against 1,000,000.

`python -m tests.benchmarks.followup_sweep [LEARNERS]`: with a number, one round in a process of its own, told as JSON.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction

from . import setting
from .databases import bench_database
from .measure import Measure, against_bar, against_floor, hand_over, peak_rss_mb, say, timed

LIMIT: Final = 2.0
GROWTH: Final = 1.3
MEMORY_MB: Final = 300
LEARNERS: Final = 200_000
FEW: Final = 100_000
MANY: Final = 1_000_000
CHUNK: Final = 5_000
TRIES: Final = 3


def main() -> None:
    """Each round has its own process and database: memory and caches of one never help another."""
    measures = list(_measures())
    hand_over(measures, setting.result_path())


def _measures() -> Iterator[Measure]:
    told = _round(setting.scaled(LEARNERS))
    yield against_floor("followup_sweep", value=told["rules"], floor=told["bare"], limit=LIMIT)
    few, many = _round(setting.scaled(FEW)), _round(setting.scaled(MANY))
    yield against_floor(
        "followup_sweep_growth",
        value=many["rules"] / many["learners"] * 1e6,
        floor=few["rules"] / few["learners"] * 1e6,
        limit=GROWTH,
        unit="µs each",
    )
    yield against_bar("followup_sweep_memory", value=max(told["peak"], many["peak"]), bar=MEMORY_MB, unit="MB")


def _round(learners: int) -> dict[str, Any]:
    """Seconds and megabytes of one population, measured in a fresh process."""
    folder = Path(os.environ["DATA_DIR"])
    with bench_database(folder, suffix=f"_{learners}") as database:
        environment = os.environ | {"DATABASE_URL": database}
        population = [sys.executable, "-m", "tests.benchmarks.first_week", str(learners), "0"]
        subprocess.run(population, env=environment, check=True)
        run = [sys.executable, "-m", "tests.benchmarks.followup_sweep", str(learners)]
        found = subprocess.run(run, env=environment, check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(found.stdout.splitlines()[-1])
    say(f"  {learners} learners: rules {told['rules']:.2f} s, bare {told['bare']:.2f} s, {told['peak']} MB")
    return told


def _alone(learners: int) -> None:
    """Wall clock, the best of three of each, taken in turns: the server works in both, and disturbs both alike."""
    setting.start()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rules: list[float] = []
    bare: list[float] = []
    for _try in range(TRIES):
        for spent, work, expected in ((bare, _streamed, learners), (rules, _judged, 0)):
            seconds, count = timed(work)
            assert count == expected, f"{count} learners, not {expected}"
            spent.append(seconds)
    say(json.dumps({"learners": learners, "rules": min(rules), "bare": min(bare), "peak": peak_rss_mb()}))


def _judged() -> int:
    """What the sweep does before it writes: settings, exceptions, the query, the rules; nobody here needs a case."""
    from lms_onboarding.followup.watching import exceptions, facts, frames  # noqa: PLC0415  Django must be set up first
    from lms_onboarding.people.services import provider  # noqa: PLC0415

    from .first_week import NOW  # noqa: PLC0415

    found = frames.setting_at(provider(), now=NOW)
    odd = exceptions.oddities(facts.followed_learners(NOW), found, now=NOW)
    return sum(1 for _watched in facts.assessed(found, odd, now=NOW))


def _streamed() -> int:
    """The same query, through a server-side cursor, into tuples that nobody reads."""
    from lms_onboarding.followup.watching import facts, frames  # noqa: PLC0415
    from lms_onboarding.people.services import provider  # noqa: PLC0415

    from .first_week import NOW  # noqa: PLC0415

    found = frames.setting_at(provider(), now=NOW)
    sql, parameters = facts.counted(facts.followed_learners(NOW), found).query.sql_with_params()
    count = 0
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(CHUNK):
            count += len(rows)
    return count


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _alone(int(sys.argv[1]))
    else:
        main()
