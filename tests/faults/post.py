"""The processes of one fault: an SMTP server, and the parent of the senders, on one database."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from tests.faults import table
from tests.support.commands import ROOT, environment, free_port

LONG: Final = os.environ.get("LMSO_LONG") == "1"
# enough for four senders to hold a handful each when the kill comes
MAILS, KILLS = (300, 10) if LONG else (48, 1)
NOTES, KITS = "tests.faults.populations:NOTES", "tests.faults.kits:KITS"
UNSWEPT = "tests.faults.kits:UNSWEPT"
PATIENCE: Final = 120  # seconds
DATABASES: Final = [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.services("postgres"))]


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
    count: int = MAILS
    timeout: int = 20  # seconds that a sender waits for the server
    port: int = field(default_factory=free_port)

    def open(self) -> Iterator["Post"]:
        with ExitStack() as closing:
            closing.enter_context(self._process("tests.faults.sink", str(self.port), str(self.folder)))
            self.parent = closing.enter_context(self._process("tests.faults.sender"))
            until((self.folder / "in_flight").exists)
            assert self.wait(self.ask("populate", self.population, self.count)) == 0
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

    def serve(self, how: str) -> None:
        """How the server behaves from now on: see `sink`."""
        (self.folder / "mode").write_text(how)

    def kill(self, sender: int) -> None:
        os.kill(sender, signal.SIGKILL)
        assert self.wait(sender) == -signal.SIGKILL

    def wait(self, sender: int) -> int:
        return self.ask("wait", sender)

    def report(self, command: str = "report") -> dict[str, Any]:
        path = self.folder / "report"
        assert self.wait(self.ask(command, self.population, str(path))) == 0
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
        settings["EMAIL_TIMEOUT"] = str(self.timeout)
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


def assert_everybody_received(post: Post, *, fault: str, repeats: int = 0) -> None:
    """Each mail at least once, and again only those in flight, to the byte of their parts; each document once."""
    accepted, said = post.accepted(), post.report()
    received = Counter(line.split()[0] for line in accepted)
    table.note(fault, lost=len(set(said["message_ids"]) - set(received)), duplicated=len(accepted) - len(received))
    assert said["states"] == {"unknown": post.count}
    assert set(received) == set(said["message_ids"])
    assert len(accepted) == post.count + repeats
    assert len(set(accepted)) == post.count, "a repeat is the same letter, to the byte of its parts"
    assert said["documents"] == said["expected"], "each document is issued once"
    assert said["sent_facts"] == post.count
