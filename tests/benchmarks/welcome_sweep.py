"""The sweep that prepares kits: 20,000 due among 200,000 enrolments, against a bare bulk insert of the same rows."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from django.db import connection, models, transaction

from . import setting
from .measure import Measure, against_bar, against_floor, hand_over, peak_rss_mb, say, timed

BATCH = 1_000
LIMIT = 3.0
MEMORY_MB = 300


def main() -> None:
    """Populate, sweep, read the rows back, insert their twins bare."""
    due, others = setting.scaled(20_000), setting.scaled(180_000)
    subprocess.run([sys.executable, "-m", "tests.benchmarks.population", str(due), str(others)], check=True)
    setting.start()
    measures = list(_measure(due))
    hand_over(measures, setting.result_path())


def _measure(due: int) -> Iterator[Measure]:
    from lms_onboarding.mailing.models import OutgoingMail  # noqa: PLC0415  Django must be set up first
    from lms_onboarding.welcome.models import WelcomeKit  # noqa: PLC0415
    from lms_onboarding.welcome.services import sweep  # noqa: PLC0415

    from .population import NOW  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    counter = _Counter()
    with connection.execute_wrapper(counter):
        seconds, _report = timed(lambda: sweep(now=NOW))
    memory = peak_rss_mb()
    assert WelcomeKit.objects.count() == due, f"{WelcomeKit.objects.count()} kits of {due}"
    floor = sum(_bare_insert(model) for model in (OutgoingMail, WelcomeKit))
    say(f"  {due} kits in {seconds:.2f} s, {counter.count} queries; bare insert {floor:.2f} s")
    yield against_floor("welcome_sweep", value=seconds, floor=floor, limit=LIMIT)
    yield against_bar("welcome_sweep_memory", value=memory, bar=MEMORY_MB, unit="MB")
    again, _report = timed(lambda: sweep(now=NOW))
    say(f"  swept again with nothing left to prepare: {again:.2f} s")
    assert WelcomeKit.objects.count() == due


class _Counter:
    count = 0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        self.count += 1
        return execute(*arguments)


def _bare_insert(model: type[models.Model]) -> float:
    """Seconds to insert the rows of `model` again, in a twin table with the same columns, indexes and checks.

    Plain multi-row INSERTs of a thousand rows, each committed, from values already in memory: no ORM, no foreign key.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
        raw = cursor.fetchall()
        kinds = [column.type_code for column in cursor.description]
    from psycopg.types.json import Jsonb  # noqa: PLC0415

    rows: list[tuple[Any, ...]] = [
        tuple(Jsonb(_plain(cell)) if kind == 3802 else cell for cell, kind in zip(row, kinds, strict=True))
        for row in raw
    ]
    holes = f"({', '.join(['%s'] * len(kinds))})"

    def insert() -> None:
        for first in range(0, len(rows), BATCH):
            batch = rows[first : first + BATCH]
            statement = f"INSERT INTO bare_{table} OVERRIDING SYSTEM VALUE VALUES {', '.join([holes] * len(batch))}"  # noqa: S608
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, [cell for row in batch for cell in row])

    return timed(insert)[0]


def _plain(cell: Any) -> Any:
    import json  # noqa: PLC0415

    return json.loads(cell) if isinstance(cell, str) else cell


if __name__ == "__main__":
    main()
