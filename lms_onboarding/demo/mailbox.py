"""The local mail folder, read back by a standard parser."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Attachment:
    index: int
    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """One mail of the folder; `name` is its file name."""

    name: str
    sent_at: datetime
    to: str
    subject: str
    message: EmailMessage

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        return part.get_content() if part else ""

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""

    @property
    def attachments(self) -> list[Attachment]:
        return [
            Attachment(index, part.get_filename() or "", part.get_content_type(), _bytes(part))
            for index, part in enumerate(self.message.iter_attachments())
        ]


def letter(name: str) -> Letter | None:
    """The mail named `name`, or None; a name never leaves the folder."""
    path = Path(settings.LMSO_MAIL_FOLDER) / Path(name).name
    return _read(path) if path.suffix == ".eml" and path.is_file() else None


def latest(limit: int) -> list[Letter]:
    """The last mails, newest first: their names begin with the date."""
    paths = sorted(Path(settings.LMSO_MAIL_FOLDER).glob("*.eml"), reverse=True)
    return list(_letters(paths[:limit]))


def _letters(paths: list[Path]) -> Iterator[Letter]:
    for path in paths:
        yield _read(path)


def _read(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return Letter(
        name=path.name,
        sent_at=parsedate_to_datetime(str(message["Date"])),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        message=message,
    )


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
