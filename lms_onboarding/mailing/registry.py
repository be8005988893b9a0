"""What a room says about its messages: how to draw them, and whether they are still needed when they leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from lms_onboarding.documents.models import Blob
from lms_onboarding.mailing.models import OutgoingMail


@dataclass(frozen=True, kw_only=True)
class Part:
    """A file to join, by the hash of its bytes."""

    blob: Blob
    filename: str
    content_type: str


@dataclass(frozen=True, kw_only=True)
class Composition:
    """What the deliverer adds to the values frozen with the mail: more values (they win), and the parts in order."""

    variables: Mapping[str, str] = field(default_factory=dict)
    parts: Sequence[Part] = ()


class CompositionRefused(RuntimeError):
    """A room cannot draw this mail, now or ever; the message is the French reason, shown to the team."""


class Composer(Protocol):
    """Draws what is missing, outside any transaction. Called again after a crash: what it makes has natural keys."""

    def __call__(self, mail: OutgoingMail, *, now: datetime) -> Composition: ...


class Needed(Protocol):
    """Says "" when the mail is still needed at `now`, else the French reason to hold it back for good."""

    def __call__(self, mail: OutgoingMail, *, now: datetime) -> str: ...


@dataclass(frozen=True)
class Room:
    """What was registered for a prefix of message keys."""

    compose: Composer | None = None
    needed: Needed | None = None
    discreet: bool = False


_ROOMS: dict[str, Room] = {}
_NOTHING_SAID = Room()


def register(
    prefix: str, *, compose: Composer | None = None, needed: Needed | None = None, discreet: bool = False
) -> None:
    """Tell how to compose the messages whose key starts with `prefix` (« welcome.kit_ »). The longest prefix wins.

    `discreet`: that such a mail left is itself a secret. It is in no list and no journal, and once closed its row
    keeps neither address nor body. Called in AppConfig.ready(); registering again replaces.
    """
    _ROOMS[prefix] = Room(compose, needed, discreet)


def discreet_prefixes() -> list[str]:
    """The beginnings of the messages that no list may show."""
    return [prefix for prefix, room in _ROOMS.items() if room.discreet]


def room_of(message: str) -> Room:
    """What was registered for a message; a room that said nothing needs no drawing and no second look."""
    prefix = max((known for known in _ROOMS if message.startswith(known)), key=len, default=None)
    return _NOTHING_SAID if prefix is None else _ROOMS[prefix]
