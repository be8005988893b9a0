"""Who is to receive what when a worker is killed; `module:NAME` names a population to the processes of a test."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from lms_onboarding.documents import services as documents
from lms_onboarding.mailing import services as mailing
from lms_onboarding.mailing.models import OutgoingMail
from tests.factories import mails


def _nothing() -> None:
    """Rooms whose composers are registered at start-up need no more."""


@dataclass(frozen=True)
class Population:
    """`queue(count, now)` puts as many mails in the queue; `ready()` registers, in a sender, how they are drawn.

    `documents(count)` says how many documents of each kind are issued for them, in the end and once.
    """

    queue: Callable[[int, datetime], None]
    documents: Callable[[int], dict[str, int]]
    ready: Callable[[], None] = _nothing


def named(path: str) -> Population:
    module, _, name = path.partition(":")
    population: Population = getattr(import_module(module), name)
    return population


def _queue_notes(count: int, now: datetime) -> None:
    """`count` notes with a numbered document each."""
    mailing.queue_many([mails.draft(number, now=now) for number in range(count)], now=now)


def _draw_note(mail: OutgoingMail, *, now: datetime) -> mailing.Composition:
    order = documents.Order(
        key=mail.key, kind="note", prefix="N", title="Note", about=mail.about, filename="note-{number}.pdf"
    )
    document = documents.issue(order, lambda number: f"{mail.key} {number}".encode() * 500, now=now)
    part = mailing.Part(blob=document.blob, filename=document.filename, content_type=document.content_type)
    return mailing.Composition(parts=[part])


def _ready() -> None:
    mailing.register("tests.note", compose=_draw_note)


NOTES = Population(_queue_notes, lambda count: {"note": count}, _ready)
