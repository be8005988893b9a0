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


class ComposerOfMany(Protocol):
    """The same for mails that leave by the hundred: what it reads, it reads for all of them; by primary key.

    A mail that cannot be drawn leaves its refusal in its place. An exception makes the sender draw them one by one.
    """

    def __call__(
        self, mails: Sequence[OutgoingMail], *, now: datetime
    ) -> Mapping[int, Composition | CompositionRefused]: ...


class NeededOfMany(Protocol):
    """What `Needed` says, for each of these mails, by primary key."""

    def __call__(self, mails: Sequence[OutgoingMail], *, now: datetime) -> Mapping[int, str]: ...


@dataclass(frozen=True, kw_only=True)
class Room:
    """What was registered for a prefix of message keys."""

    compose: Composer | None = None
    needed: Needed | None = None
    compose_many: ComposerOfMany | None = None
    needed_many: NeededOfMany | None = None
    discreet: bool = False

    def reasons(self, mails: Sequence[OutgoingMail], *, now: datetime) -> Mapping[int, str]:
        """Why each of these mails is no longer needed; an empty string for those that are."""
        if self.needed_many:
            return self.needed_many(mails, now=now)
        return {mail.pk: self.needed(mail, now=now) if self.needed else "" for mail in mails}


_ROOMS: dict[str, Room] = {}
_NOTHING_SAID = Room()


def register(
    prefix: str, *, compose: Composer | None = None, needed: Needed | None = None, discreet: bool = False
) -> None:
    """Tell how to compose the messages whose key starts with `prefix` (« welcome.kit_ »). The longest prefix wins.

    `discreet`: that such a mail left is itself a secret. It is in no list and no journal, and once closed its row
    keeps neither address nor body. Called in AppConfig.ready(); registering again replaces.
    """
    _ROOMS[prefix] = Room(compose=compose, needed=needed, discreet=discreet)


def register_many(prefix: str, *, compose: ComposerOfMany, needed: NeededOfMany) -> None:
    """`register`, for messages that leave by the hundred: both functions answer for many mails in constant queries."""
    _ROOMS[prefix] = Room(compose_many=compose, needed_many=needed)


def discreet_prefixes() -> list[str]:
    """The beginnings of the messages that no list may show."""
    return [prefix for prefix, room in _ROOMS.items() if room.discreet]


def room_of(message: str) -> Room:
    """What was registered for a message; a room that said nothing needs no drawing and no second look."""
    prefix = max((known for known in _ROOMS if message.startswith(known)), key=len, default=None)
    return _NOTHING_SAID if prefix is None else _ROOMS[prefix]
