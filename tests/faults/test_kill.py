"""A worker is killed with SIGKILL while it delivers: everybody receives, repeats are the mails in flight, none is new.

The kill comes at the worst moments, made certain rather than likely: the server has accepted the mail of every sender
and has not yet answered; every sender has drawn a document and not yet kept it, or kept it and not yet said so.
`make faults` plays it many times, draws with one sender as well, and kills at random moments too. The mails are plain
notes, then real kits.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from lms_onboarding.mailing.sending.delivering import TOGETHER
from tests.support.commands import ROOT, environment, free_port

LONG = os.environ.get("LMSO_LONG") == "1"
# enough for four senders to hold a handful each when the kill comes
MAILS, KILLS = (300, 10) if LONG else (48, 1)
SENDERS = (1, 4) if LONG else (4,)
NOTES, KITS = "tests.faults.populations:NOTES", "tests.faults.kits:KITS"
PATIENCE = 60  # seconds


def until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limit, "the moment never came"
        time.sleep(0.002)


@dataclass
class Post:
    """The processes of one test, on one database: an SMTP server, and the parent of the senders."""

    folder: Path
    database: str
    population: str
    port: int = field(default_factory=free_port)

    def open(self) -> Iterator["Post"]:
        with ExitStack() as closing:
            closing.enter_context(self._process("tests.faults.sink", str(self.port), str(self.folder)))
            self.parent = closing.enter_context(self._process("tests.faults.sender"))
            until((self.folder / "in_flight").exists)
            assert self.wait(self.ask("populate", self.population, MAILS)) == 0
            yield self

    def accepted(self) -> list[str]:
        log = self.folder / "accepted"
        return log.read_text().splitlines() if log.exists() else []

    def has_accepted(self, count: int) -> bool:
        return len(self.accepted()) >= count

    def stopped(self) -> int:
        """How many senders wait at the brake (see `storage`)."""
        log = self.folder / "stopped"
        return len(set(log.read_text().splitlines())) if log.exists() else 0

    def in_flight(self) -> int:
        return int((self.folder / "in_flight").read_text())

    def sender(self, threads: int, *, hours: int) -> int:
        """A process with so many senders, `hours` ahead of the present; its number."""
        return self.ask("send", self.population, threads, hours)

    def finish(self, *, hours: int) -> None:
        assert self.wait(self.sender(1, hours=hours)) == 0

    def kill(self, sender: int) -> None:
        os.kill(sender, signal.SIGKILL)
        assert self.wait(sender) == -signal.SIGKILL

    def wait(self, sender: int) -> int:
        return self.ask("wait", sender)

    def report(self) -> dict[str, Any]:
        path = self.folder / "report"
        assert self.wait(self.ask("report", self.population, str(path))) == 0
        said: dict[str, Any] = json.loads(path.read_text())
        return said

    def ask(self, *words: str | int) -> int:
        assert self.parent.stdin
        assert self.parent.stdout
        self.parent.stdin.write(f"{json.dumps(words)}\n")
        self.parent.stdin.flush()
        return int(self.parent.stdout.readline())

    def _process(self, module: str, *words: str) -> "Killed":
        settings = {"DJANGO_SETTINGS_MODULE": "tests.faults.settings", "EMAIL_PORT": str(self.port)}
        return Killed(
            [sys.executable, "-m", module, *words],
            env=environment(data_dir=self.folder, DATABASE_URL=self.database, **settings),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


class Killed(subprocess.Popen[str]):
    """A process that does not outlive its block."""

    def __exit__(self, *error: Any) -> None:
        self.kill()
        super().__exit__(*error)


DATABASES = [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.services("postgres"))]


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_database")
    return url


@pytest.fixture(params=[pytest.param(NOTES, id="notes"), pytest.param(KITS, id="kits")])
def post(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> Iterator[Post]:
    yield from Post(tmp_path, database, request.param).open()


@pytest.fixture
def kits(tmp_path: Path, database: str) -> Iterator[Post]:
    yield from Post(tmp_path, database, KITS).open()


def assert_everybody_received(post: Post, *, repeats: int) -> None:
    accepted, said = post.accepted(), post.report()
    received = Counter(line.split()[0] for line in accepted)
    assert said["states"] == {"unknown": MAILS}
    assert set(received) == set(said["message_ids"])
    assert len(accepted) == MAILS + repeats
    assert len(set(accepted)) == MAILS, "a repeat is the same letter, to the byte of its parts"
    assert said["documents"] == said["expected"], "each document is issued once"
    assert said["sent_facts"] == MAILS


@pytest.mark.parametrize("senders", [1, 4])
def test_killed_with_every_mail_in_flight(post: Post, senders: int) -> None:
    for nth in range(KILLS):
        enough = len(post.accepted()) + 5
        sender = post.sender(senders, hours=nth)
        until(partial(post.has_accepted, enough))
        (post.folder / "hold").touch()
        until(lambda: post.in_flight() == senders)
        post.kill(sender)
        (post.folder / "hold").unlink()
        until(lambda: post.in_flight() == 0)
    post.finish(hours=KILLS)
    assert_everybody_received(post, repeats=KILLS * senders)


def test_the_others_go_on_when_one_of_four_workers_is_killed(post: Post) -> None:
    (post.folder / "hold").touch()
    workers = [post.sender(1, hours=0) for _ in range(4)]
    until(lambda: post.in_flight() == 4)
    post.kill(workers[0])
    (post.folder / "hold").unlink()
    assert [post.wait(worker) for worker in workers[1:]] == [0, 0, 0]
    states = post.report()["states"]
    assert states.pop("sending") == 1
    # the handful of the dead waits, unsent, for the end of its lease
    assert states.pop("queued", 0) < TOGETHER
    assert list(states) == ["unknown"]
    post.finish(hours=1)
    assert_everybody_received(post, repeats=1)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("senders", SENDERS)
def test_killed_while_drawing(kits: Post, senders: int, moment: str) -> None:
    """Nothing was claimed: nothing is lost, nothing is repeated, and no document has two numbers."""
    brake, stopped = kits.folder / "brake", kits.folder / "stopped"
    for nth in range(KILLS):
        enough = len(kits.accepted()) + 2 * nth
        sender = kits.sender(senders, hours=nth)
        until(partial(kits.has_accepted, enough))
        brake.write_text(moment)
        until(lambda: kits.stopped() == senders)
        kits.kill(sender)
        brake.unlink()
        stopped.unlink()
    kits.finish(hours=KILLS)
    assert_everybody_received(kits, repeats=0)


if LONG:

    @pytest.mark.parametrize("senders", [1, 4])
    @pytest.mark.parametrize("seed", range(3))
    def test_killed_at_random_moments(post: Post, senders: int, seed: int) -> None:
        moments = random.Random(seed)  # noqa: S311  a repeatable choice of moments, nothing secret
        for nth in range(KILLS):
            sender = post.sender(senders, hours=nth)
            time.sleep(moments.uniform(0.05, 0.5))
            post.kill(sender)
        post.finish(hours=KILLS)
        repeats = len(post.accepted()) - MAILS
        assert repeats <= KILLS * senders
        assert_everybody_received(post, repeats=repeats)
