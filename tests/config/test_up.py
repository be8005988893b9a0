"""`./manage.py up` for real: started as a person starts it, asked to stop, and nothing left behind."""

import email
import email.policy
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.support import commands, tools
from tests.support.visitor import Visitor

PATIENCE = 180.0  # seconds, on a machine that does much else
ADDRESS = "claire.fontaine@exemple.fr"


class Running:
    """An `up` of one's own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = environment
        self.port = commands.free_port()
        self.log = folder / "up.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.family: list[psutil.Process] = []

    def start(self) -> None:
        bind = f"127.0.0.1:{self.port}"
        self.process = commands.start("up", "--bind", bind, data_dir=self.folder, log=self.log, **self.environment)
        visitor = Visitor(f"http://{bind}")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            try:
                visitor.get("/compte/connexion/")
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
            else:
                break
        else:
            pytest.fail(f"no answer on port {self.port}:\n{self.said}")
        self.family = psutil.Process(self.process.pid).children(recursive=True)

    @property
    def said(self) -> str:
        return self.log.read_text()

    def part(self, name: str) -> psutil.Process:
        return next(process for process in self.family if name in " ".join(process.cmdline()))

    def stop(self, number: int) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def survivors(self) -> list[psutil.Process]:
        return psutil.wait_procs(self.family, timeout=5)[1]

    def clean(self) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def embedded(tmp_path: Path, sqlite_database: str) -> Iterator[Running]:
    running = Running(tmp_path, DATABASE_URL=sqlite_database, CELERY_BROKER_URL="filesystem://localhost")
    yield running
    running.clean()


@pytest.fixture
def with_services(tmp_path: Path, postgres_database: str, worker_id: str) -> Iterator[Running]:
    # a Redis database per worker of the test run: two of them must not take each other's messages
    number = 10 + int(worker_id.removeprefix("gw") or 0) if worker_id.startswith("gw") else 10
    running = Running(
        tmp_path, DATABASE_URL=postgres_database, CELERY_BROKER_URL=f"{tools.REDIS_URL.rsplit('/', 1)[0]}/{number}"
    )
    yield running
    running.clean()


def _signs_in_by_the_code_received(running: Running) -> None:
    """The whole machine at once: web, rate limits, database, calendar, worker, mail."""
    made = commands.run(
        "createsuperuser", "--email", ADDRESS, "--noinput", data_dir=running.folder, **running.environment
    )
    assert made.returncode == 0, made.stderr
    running.start()
    visitor = Visitor(f"http://127.0.0.1:{running.port}")
    visitor.get("/compte/connexion/")
    visitor.post("/compte/connexion/", email=ADDRESS)
    assert "Votre code est en route" in visitor.page

    visitor.post("/compte/connexion/code/", code=_code_received(running))
    assert "/compte/second-facteur/" in visitor.url, running.said  # an administrator chooses a second factor first


def _code_received(running: Running) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for file in (running.folder / "mail").glob("*.eml"):
            message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            body = message.get_body(("plain",))
            assert body is not None
            found = re.search(r"\b\d{6}\b", body.get_content())
            assert message["To"].addresses[0].addr_spec == ADDRESS
            assert found
            return found[0]
        time.sleep(0.2)
    pytest.fail(f"no code arrived:\n{running.said}")


def test_embedded_site_signs_people_in_and_stops_cleanly(embedded: Running) -> None:
    _signs_in_by_the_code_received(embedded)
    assert embedded.process is not None
    assert {os.getpgid(part.pid) for part in embedded.family} == {os.getpgid(embedded.process.pid)}
    assert embedded.stop(signal.SIGTERM) == 0
    assert embedded.survivors() == []
    assert "Tout est arrêté." in embedded.said


@pytest.mark.services("postgres", "redis")
def test_the_same_on_postgresql_and_redis_without_a_change_of_code(with_services: Running) -> None:
    _signs_in_by_the_code_received(with_services)
    assert with_services.stop(signal.SIGINT) == 0
    assert with_services.survivors() == []


@pytest.mark.parametrize(("part", "named"), [("gunicorn", "gunicorn"), ("celery", "le worker Celery")])
def test_when_a_part_dies_the_whole_stops_and_says_which(embedded: Running, part: str, named: str) -> None:
    embedded.start()
    embedded.part(part).kill()
    assert embedded.process is not None
    assert embedded.process.wait(PATIENCE) == 1
    assert f"{named} s’est arrêté de lui-même" in embedded.said
    assert embedded.survivors() == []


def test_a_port_in_use_is_named_with_the_way_out(tmp_path: Path, sqlite_database: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        run = commands.run("up", "--bind", bind, data_dir=tmp_path, DATABASE_URL=sqlite_database)
    assert run.returncode == 1
    assert f"Impossible d’ouvrir {bind}" in run.stderr
    assert "--bind" in run.stderr


def test_the_demonstration_is_never_shown_to_the_network(tmp_path: Path) -> None:
    run = commands.run("up", "--bind", "0.0.0.0:8000", data_dir=tmp_path, DEMO="1")
    assert run.returncode == 1
    assert "refuse" in run.stderr
    assert not (tmp_path / "db.sqlite3").exists()


@pytest.mark.parametrize("bind", ["0.0.0.0:8000", "192.0.2.7:8000", "[::]:8000", "exemple.fr:8000"])
def test_whatever_the_way_its_address_is_written(bind: str, settings: Settings) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="refuse"):
        call_command("up", bind=bind)
