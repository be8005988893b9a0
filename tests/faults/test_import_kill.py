"""A worker is killed with SIGKILL in the middle of a large file: the next one finishes it, nobody is there twice."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.faults.importer import BATCH, ROWS, STOPPED
from tests.support import commands

PATIENCE = 180  # seconds
SHELL = ("shell", "--no-imports", "-v0", "-c")


def _of(name: str) -> str:
    return f"from tests.faults.importer import {name}; {name}()"


@pytest.mark.parametrize(
    "engine", [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.services("postgres"))]
)
def test_a_file_half_imported_is_finished_once(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url: str = request.getfixturevalue(f"{engine}_database")
    log = tmp_path / "log"
    worker = commands.start(*SHELL, _of("begin"), data_dir=tmp_path, log=log, DATABASE_URL=url)
    end = time.monotonic() + PATIENCE
    while not (tmp_path / STOPPED).exists():
        assert worker.poll() is None, log.read_text()
        assert time.monotonic() < end, "the first batch was never written"
        time.sleep(0.05)
    os.killpg(worker.pid, signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL

    other = commands.run(*SHELL, _of("go_on"), data_dir=tmp_path, DATABASE_URL=url)

    assert other.returncode == 0, other.stderr
    assert other.stdout.splitlines() == [f"found {BATCH} 1", "held 0", "done 1", f"left {ROWS} {ROWS}"]
