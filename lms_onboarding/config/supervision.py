"""Two processes that live and die together: nothing is left behind, and a silent half is worse than none."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

GRACE: Final = 20.0  # seconds left to answers and tasks in progress once the end is asked for
_TICK: Final = 0.1
_SUBREAPER: Final = 36  # PR_SET_CHILD_SUBREAPER of linux/prctl.h


@dataclass(frozen=True)
class Part:
    """One process of the group: what people call it, and the arguments of its Python."""

    name: str
    arguments: Sequence[str]


class PartDied(RuntimeError):
    """One process ended by itself; the others were stopped. `name` and `status` (negative: a signal) say which."""

    def __init__(self, name: str, status: int) -> None:
        super().__init__(f"{name} ({status})")
        self.name = name
        self.status = status


def run(parts: Sequence[Part], *, environment: Mapping[str, str]) -> None:
    """Start every part in our own process group and wait. Returns once SIGTERM, SIGINT or SIGHUP has been obeyed.

    Raises PartDied, after stopping the others, when a part ends by itself. No process survives in either case.
    """
    _adopt_orphans()
    with _stop_requests() as requests:
        started = [(part, _start(part, environment)) for part in parts]
        try:
            dead = _watch(started, requests)
        finally:
            _stop([process for _part, process in started])
            _kill_orphans()
    if dead:
        raise PartDied(*dead)


def _start(part: Part, environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603  our own interpreter, with arguments of our own
        [sys.executable, *part.arguments], env=dict(environment), stdin=subprocess.DEVNULL
    )


@contextlib.contextmanager
def _stop_requests() -> Iterator[list[int]]:
    """Signals that ask for the end, as they arrive."""
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    kept = {number: signal.signal(number, note) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        yield received
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def _watch(
    started: Sequence[tuple[Part, "subprocess.Popen[bytes]"]], requests: Sequence[int]
) -> tuple[str, int] | None:
    """Wait for a request to stop, or for a part that ends by itself."""
    while not requests:
        for part, process in started:
            status = process.poll()
            if status is not None and not requests:  # a Ctrl-C reaches the parts at the same moment as us
                return part.name, status
        time.sleep(_TICK)
    return None


def _stop(processes: Sequence["subprocess.Popen[bytes]"]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    end = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _adopt_orphans() -> None:
    """Children of a child that dies come to us instead of init: the calendar's process when its worker is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def _kill_orphans() -> None:
    end = time.monotonic() + GRACE
    while (pids := _children()) and time.monotonic() < end:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _children() -> list[int]:
    listing = Path(f"/proc/self/task/{os.getpid()}/children")
    try:
        return [int(pid) for pid in listing.read_text().split()]
    except OSError:  # not Linux, or a kernel built without it: the parts themselves were stopped above
        return []
