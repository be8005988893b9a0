"""What surrounds the sender fails: the mail server, the disk, the database. Nothing is lost, nothing leaves twice."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from tests.faults import table
from tests.faults.post import KITS, LONG, NOTES, UNSWEPT, Post, assert_everybody_received, until

COUNT = 100 if LONG else 16
SAID = {"refuse": "SMTP says 451", "hang": "SMTP hangs", "cut": "SMTP cuts in the middle of DATA"}


@pytest.mark.parametrize("mode", SAID)
def test_a_server_that_misbehaves_for_a_while(mode: str, tmp_path: Path, sqlite_database: str) -> None:
    for post in Post(tmp_path, sqlite_database, NOTES, count=COUNT, timeout=1).open():
        post.serve(mode)
        assert post.wait(post.sender(2, hours=0)) == 0
        assert post.accepted() == []
        post.serve("")
        for hours in (1, 2, 24):
            post.finish(hours=hours)
        assert_everybody_received(post, fault=SAID[mode])


def test_a_full_disk(tmp_path: Path, database: str) -> None:
    """The documents cannot be kept; on SQLite, nothing can be written at all."""
    for post in Post(tmp_path, database, KITS, count=COUNT).open():
        post.wait(post.ask("starve", KITS, 1, 0))
        assert post.accepted() == []
        for hours in (1, 2, 24):
            post.finish(hours=hours)
        assert_everybody_received(post, fault="disk full")


@pytest.fixture
def on_postgres(tmp_path: Path, postgres_database: str) -> Iterator[Post]:
    yield from Post(tmp_path, postgres_database, KITS, count=COUNT).open()


@pytest.mark.services("postgres")
def test_the_database_lets_every_connection_go(on_postgres: Post) -> None:
    """As when PostgreSQL restarts while mails leave: those that were in flight leave again, under their Message-ID."""
    sender = on_postgres.sender(2, hours=0)
    until(partial(on_postgres.has_accepted, 3))
    (on_postgres.folder / "hold").touch()
    until(lambda: on_postgres.in_flight() == 2)
    _cut_off(on_postgres.database)
    (on_postgres.folder / "hold").unlink()
    on_postgres.wait(sender)
    for hours in (1, 2):
        on_postgres.finish(hours=hours)
    assert_everybody_received(on_postgres, fault="connections to PostgreSQL lost", repeats=2)


def _cut_off(url: str) -> None:
    name = urlsplit(url).path.lstrip("/")
    with psycopg.connect(url, autocommit=True) as connection:
        gone = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s")
        assert connection.execute(gone, [name, connection.info.backend_pid]).fetchall()


def test_two_calendars_at_once(tmp_path: Path, database: str) -> None:
    for post in Post(tmp_path, database, UNSWEPT, count=COUNT).open():
        sweeps = [post.ask("sweep", UNSWEPT) for _ in range(3)]
        assert [post.wait(sweep) for sweep in sweeps] == [0, 0, 0]
        post.finish(hours=0)
        assert_everybody_received(post, fault="three calendars at once")


@pytest.fixture(autouse=True, scope="module")
def _told() -> Iterator[None]:
    yield
    assert all(cost.lost == 0 for cost in table.COSTS.values())
