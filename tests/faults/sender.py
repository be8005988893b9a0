"""The processes that are killed: `python -m tests.faults.sender` obeys commands, on the database of DATABASE_URL.

Django is set up once; each command runs in a fork of its own, which is what the test kills. A command is a line of
JSON on standard input; the answer is a line: the number of the fork, or what it left when it is waited for.
"""

import json
import os
import resource
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Final
from unittest.mock import patch

import django


def populate(population: str, count: int) -> None:
    """Queue the mails of a population."""
    from tests.faults.populations import named  # noqa: PLC0415  Django is set up first

    named(population).queue(count, datetime.now(UTC))


def send(population: str, threads: int, hours: int) -> None:
    """Deliver with so many senders until nothing is due, `hours` from now: later than the leases of the dead."""
    from tests.faults.populations import named  # noqa: PLC0415  Django is set up first

    named(population).ready()
    senders = [Thread(target=_deliver, args=(timedelta(hours=hours),)) for _ in range(threads)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()


def _deliver(ahead: timedelta) -> None:
    from django.db import connection  # noqa: PLC0415  Django is set up first

    from lms_onboarding.mailing.services import Delivered, deliver  # noqa: PLC0415

    while deliver(clock=lambda: datetime.now(UTC) + ahead) != Delivered():
        pass
    connection.close()


def report(population: str, path: str) -> None:
    """What the database says, into a file: mails by state, Message-IDs, documents by kind, facts of the journal."""
    from lms_onboarding.documents.models import IssuedDocument  # noqa: PLC0415  Django is set up first
    from lms_onboarding.journal.models import Entry  # noqa: PLC0415
    from lms_onboarding.mailing.models import OutgoingMail  # noqa: PLC0415
    from tests.faults.populations import named  # noqa: PLC0415

    said = {
        "states": Counter(OutgoingMail.objects.values_list("state", flat=True)),
        "message_ids": list(OutgoingMail.objects.values_list("message_id", flat=True)),
        "documents": Counter(IssuedDocument.objects.values_list("kind", flat=True)),
        "expected": named(population).documents(OutgoingMail.objects.count()),
        "sent_facts": Entry.objects.filter(verb="mail.sent").count(),
    }
    Path(path).write_text(json.dumps(said))


def starve(population: str, threads: int, hours: int) -> None:
    """The same on a disk that is full: no file grows beyond some kilobytes, the database's included on SQLite."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails, as it does when no room is left
    resource.setrlimit(resource.RLIMIT_FSIZE, (FULL, FULL))
    send(population, threads, hours)


def sweep(_population: str) -> None:
    """One turn of the calendar, as a beat asks for it."""
    from lms_onboarding.welcome.services import sweep as sweep_welcome  # noqa: PLC0415  Django is set up first

    sweep_welcome(now=datetime.now(UTC))


def close(_population: str, step: str = "") -> None:
    """One sweep of what was released; with a `step` of it, stop before that step to be killed there."""
    from lms_onboarding.offboarding.closing import sweeping  # noqa: PLC0415  Django is set up first
    from tests.faults import closings  # noqa: PLC0415

    with patch.object(sweeping, step, closings.stop) if step else nullcontext():
        sweeping.sweep_closings(now=closings.NIGHT)


def tell(_population: str) -> None:
    """Deliver what closing queued, the next morning."""
    from lms_onboarding.mailing.services import Delivered, deliver  # noqa: PLC0415  Django is set up first
    from tests.faults.closings import MORNING  # noqa: PLC0415

    while deliver(clock=lambda: MORNING) != Delivered():
        pass


def closed(_population: str, path: str) -> None:
    from tests.faults.closings import said  # noqa: PLC0415  Django is set up first

    Path(path).write_text(json.dumps(said()))


FULL: Final = 4_000  # bytes
COMMANDS: Final[dict[str, Callable[..., None]]] = {
    command.__name__: command for command in (populate, send, report, starve, sweep, close, tell, closed)
}


def _fork(name: str, *words: object) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        COMMANDS[name](*words)
        status = 0
    except Exception:  # noqa: BLE001  a fork says what went wrong before it ends: nobody above it would
        traceback.print_exc()
    finally:
        os._exit(status)


def _status_of(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main() -> None:
    django.setup()
    for line in sys.stdin:
        name, *words = json.loads(line)
        answer = _status_of(*words) if name == "wait" else _fork(name, *words)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
