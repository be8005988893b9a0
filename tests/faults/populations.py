"""Who is to receive what when a worker is killed. A population queues its mails and registers how they are drawn.

`module:function` names one on the command line of `tests.faults.sender`, so that every process of a test imports it.
"""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from lms_onboarding.documents import services as documents
from lms_onboarding.mailing import services as mailing
from lms_onboarding.mailing.models import OutgoingMail
from tests.factories import mails

Population = Callable[[int, datetime], None]

NOTES = "tests.faults.populations:notes"


def named(path: str) -> Population:
    """The population at `module:function`; importing its module registers its composers."""
    module, _, function = path.partition(":")
    population: Population = getattr(import_module(module), function)
    return population


def notes(count: int, now: datetime) -> None:
    """`count` notes with a numbered document each."""
    mailing.queue_many([mails.draft(number, now=now) for number in range(count)], now=now)


def _draw_note(mail: OutgoingMail, *, now: datetime) -> mailing.Composition:
    order = documents.Order(
        key=mail.key, kind="note", prefix="N", title="Note", about=mail.about, filename="note-{number}.pdf"
    )
    document = documents.issue(order, lambda number: f"{mail.key} {number}".encode() * 500, now=now)
    part = mailing.Part(blob=document.blob, filename=document.filename, content_type=document.content_type)
    return mailing.Composition(parts=[part])


mailing.register("tests.note", compose=_draw_note)
