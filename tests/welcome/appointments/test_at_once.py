"""Two learners press the same button at the same instant: one has the slot, the other still has the choice."""

import json
from pathlib import Path

import pytest

from tests.support import commands

from .race import LEARNERS, SEATS

RUN = "from tests.welcome.appointments.race import run; run()"


def raced(data_dir: Path, url: str) -> None:
    done = commands.run("shell", "-v0", "-c", RUN, data_dir=data_dir, DATABASE_URL=url)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["same slot"] == {"done": 1, "SlotTaken": LEARNERS - 1}
    assert said["twice"] == {"done": 4}
    assert said["group"] == {"done": SEATS, "SlotTaken": LEARNERS - 1 - SEATS}
    assert said["move"] == {"done": 1, "SlotTaken": 1}
    assert said["standing in a withdrawn slot"] == {"count": 0}
    assert said["confirmations"] == {"count": 1 + SEATS + 1}
    assert said["seats"]["count"] == said["seats"]["of"]


def test_on_sqlite(tmp_path: Path, sqlite_database: str) -> None:
    raced(tmp_path, sqlite_database)


@pytest.mark.services("postgres")
def test_on_postgresql(tmp_path: Path, postgres_database: str) -> None:
    raced(tmp_path, postgres_database)
