"""The deliverer: 1,000 kits drawn and sent by one worker to a real SMTP server, against bare drawing and bare SMTP.

The two sides take turns, fifty mails at a time: what else the machine does weighs on both. Wall clock, which counts
the waits for the database, the disk and the server, and processor time of the worker, which does not feel the
neighbours, keep the same limit.
"""

import smtplib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from . import setting
from .measure import Measure, Stopwatch, against_floor, hand_over, say
from .sink import smtp_sink

LIMIT = 1.5
TURN = 50  # mails


def main() -> None:
    """Populate, sweep, deliver; then draw the same documents and send the same messages bare."""
    kits = setting.scaled(1_000)
    subprocess.run([sys.executable, "-m", "tests.benchmarks.population", str(kits), "0"], check=True)
    setting.start()
    with smtp_sink() as port:
        measures = list(_measure(kits, port))
    hand_over(measures, setting.result_path())


def _measure(kits: int, port: int) -> Iterator[Measure]:
    from django.conf import settings  # noqa: PLC0415  Django must be set up first
    from django.urls import reverse  # noqa: PLC0415

    from lms_onboarding.documents.models import IssuedDocument  # noqa: PLC0415
    from lms_onboarding.mailing.models import OutgoingMail  # noqa: PLC0415
    from lms_onboarding.mailing.services import deliver  # noqa: PLC0415
    from lms_onboarding.welcome.services import sweep  # noqa: PLC0415

    from .population import NOW  # noqa: PLC0415

    settings.EMAIL_BACKEND = "tests.benchmarks.kit_delivery.KeepingBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    sweep(now=NOW)
    reverse("lmso_portal:privacy")  # the first address asked for loads the whole site, once in the life of a worker
    # run as a script, this module is not the one that Django imported for its backend: that one keeps the messages
    kept: list[EmailMessage] = import_module("tests.benchmarks.kit_delivery").SENT
    work, drawing, sending = Stopwatch(), Stopwatch(), Stopwatch()
    documents = IssuedDocument.objects.order_by("pk")
    sent, last = 0, 0
    while work.time(lambda: deliver(clock=lambda: NOW, limit=TURN)).sent:
        issued = list(documents.filter(pk__gt=last))
        last = issued[-1].pk if issued else last
        drawing.time(partial(_draw_bare, issued))
        messages = [_as_bytes(message) for message in kept]
        sent += len(messages)
        kept.clear()
        sending.time(partial(_send_bare, port, messages))
    left = OutgoingMail.objects.left().filter(message__startswith="welcome.kit").count()
    assert left == kits, f"{left} kits of {kits} left"
    say(f"  {kits} kits in {sent} mails: {work}; bare drawing {drawing}; bare SMTP {sending}")
    yield against_floor("kit_delivery", value=work.wall, floor=drawing.wall + sending.wall, limit=LIMIT)
    yield against_floor("kit_delivery_processor", value=work.cpu, floor=drawing.cpu + sending.cpu, limit=LIMIT)


def _draw_bare(documents: Sequence[Any]) -> int:
    """The same PDFs, from the same frozen data, by the drawing functions alone."""
    from lms_onboarding.welcome.pdf.convocation import Convocation, render_convocation  # noqa: PLC0415
    from lms_onboarding.welcome.pdf.programme import Programme, render_programme  # noqa: PLC0415

    total = 0
    for document in documents:
        if document.kind == "programme":
            total += len(render_programme(Programme.from_frozen(document.data)))
        else:
            total += len(render_convocation(Convocation.from_frozen(document.data)))
    return total


Message = tuple[str, list[str], bytes]


def _send_bare(port: int, messages: list[Message]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as server:
        for sender, recipients, content in messages:
            server.sendmail(sender, recipients, content)


def _as_bytes(message: EmailMessage) -> Message:
    written: Any = message.message()  # Django's own classes take a line separator, which typeshed does not know
    return message.from_email, message.recipients(), written.as_bytes(linesep="\r\n")


SENT: list[EmailMessage] = []


class KeepingBackend(EmailBackend):
    """Django's SMTP backend, keeping the messages so that the floor sends exactly the same ones."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        SENT.extend(email_messages)
        return super().send_messages(email_messages)


if __name__ == "__main__":
    main()
