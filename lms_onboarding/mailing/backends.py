"""Mail without a mail server: the embedded default writes each message to a folder, whole or not at all."""

import os
import re
from collections.abc import Sequence
from datetime import UTC
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from .sending.letter import Letter, Marks

_UNSAFE: Final = re.compile(r"[^\w@.+-]+", re.ASCII)


class FolderBackend(BaseEmailBackend):
    """Writes `LMSO_MAIL_FOLDER/2026-11-29_0900_welcome.kit_onsite_ines@exemple.fr_1f3a9c04.eml`.

    The last part comes from the Message-ID: a letter repeated after a crash takes the place of the first.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write every message. Raises OSError when the folder cannot be written."""
        folder = Path(settings.LMSO_MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._write(folder, message)
        return len(email_messages)

    def _write(self, folder: Path, message: EmailMessage) -> None:
        written = message.message()
        marks = message.marks if isinstance(message, Letter) else _marks_of(message)
        tail = _UNSAFE.sub("", written["Message-ID"].strip("<>"))[:8]
        target = folder / f"{_stamp(written['Date'])}_{_safe(marks.message)}_{_safe(marks.recipient)}_{tail}.eml"
        draft = folder / f".{target.name}.{os.getpid()}"
        with draft.open("wb") as file:
            file.write(written.as_bytes(linesep="\r\n"))  # type: ignore[call-arg]  # Django's messages take it
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
        if marks.is_repeat:
            for earlier in folder.glob(f"*_{tail}.eml"):
                if earlier != target:
                    earlier.unlink(missing_ok=True)


class RefusingFolderBackend(FolderBackend):
    """The same folder, with a server's bad days: addresses of LMSO_REFUSED_ADDRESSES are refused as SMTP would."""

    def _write(self, folder: Path, message: EmailMessage) -> None:
        refused = {address.lower() for address in settings.LMSO_REFUSED_ADDRESSES}
        for recipient in message.recipients():
            if parseaddr(recipient)[1].lower() in refused:
                raise SMTPRecipientsRefused({recipient: (550, b"5.1.1 Recipient address rejected: user unknown")})
        super()._write(folder, message)


def _marks_of(message: EmailMessage) -> Marks:
    """A message of another application: it has no key, and is never repeated."""
    return Marks(message="message", recipient=parseaddr(message.to[0])[1] if message.to else "", is_repeat=False)


def _stamp(date: str) -> str:
    moment = parsedate_to_datetime(date)
    if moment.tzinfo is None:  # « -0000 »: the sender gave UTC without vouching for it
        moment = moment.replace(tzinfo=UTC)
    return f"{timezone.localtime(moment):%Y-%m-%d_%H%M}"


def _safe(text: str) -> str:
    return _UNSAFE.sub("-", text).strip(".-")[:80] or "-"
