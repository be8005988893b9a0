"""The processes that are killed: `python -m tests.faults.sender` obeys commands, on the database of DATABASE_URL.

Django is set up once; each command runs in a fork of its own, which is what the test kills. A command is a line of
JSON on standard input; the answer is a line: the number of the fork, or what it left when it is waited for.
"""

import json
import os
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Final

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


COMMANDS: Final[dict[str, Callable[..., None]]] = {"populate": populate, "send": send, "report": report}


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
