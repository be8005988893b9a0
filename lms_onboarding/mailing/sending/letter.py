"""From a row to the message that a mail server gets: headers nobody can forge, tokens put in at the last moment."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any, Final, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from lms_onboarding.links import services as links
from lms_onboarding.mailing.models import MailPart, OutgoingMail

from .encoding import encoded
from .whole import Whole

# What a display name could use to pass for another address, and what could open a new header.
_MISLEADING: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069@:,;<>\"\\]+")
_SPACES: Final = re.compile(" +")
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class Marks:
    """What a backend may want to know of a letter beyond its headers."""

    message: str
    recipient: str
    is_repeat: bool


class UnwritableAddress(ValueError):
    """The recipient's address is not one; the message says so in French."""


class Letter(EmailMultiAlternatives):
    """The message given to the mail backend."""

    marks: Marks
    sent_sha256: str = ""
    """Of the bytes that a backend asked for, tokens and boundaries included; none when it asked for none."""

    def message(self, **kwargs: Any) -> EmailMessage:
        """The message, which tells this letter what it was serialised to.

        Django encodes a subject without its header's name, so that a long one starts on an empty line: many mail
        programs then show it with a leading space."""
        written: Any = super().message(**kwargs)  # typeshed does not know that Django has classes of its own
        subject = str(self.subject)
        encoded = subject if subject.isascii() else Header(subject, "utf-8", header_name="Subject").encode()
        written.replace_header("Subject", encoded)
        if self.attachments:
            written = Whole.of(written)
        serialise = written.as_bytes

        def as_bytes(*args: Any, **options: Any) -> bytes:
            content: bytes = serialise(*args, **options)
            self.sent_sha256 = hashlib.sha256(content).hexdigest()
            return content

        written.as_bytes = as_bytes
        return cast("EmailMessage", written)


def display_name(name: str) -> str:
    """`name` as it may stand before an address: one line, without `@ : , "` and their kin."""
    return " ".join(_MISLEADING.sub(" ", name).split())


def one_line(text: str) -> str:
    """`text` as it may stand in a header. The spaces that French keeps unbroken stay: `str.split` would lose them."""
    return _SPACES.sub(" ", _BREAKS.sub(" ", text)).strip()


def addresses_of(mails: Iterable[OutgoingMail]) -> dict[int, str]:
    """The addresses of the links that composed mails name, tokens included: to be used at once, and kept nowhere."""
    return links.addresses_in((body for mail in mails for body in (mail.text, mail.html)), base_url=_base())


def write(
    mail: OutgoingMail,
    parts: Sequence[MailPart],
    *,
    now: datetime,
    unsubscribe: str = "",
    addresses: Mapping[int, str] | None = None,
) -> Letter:
    """The letter of a composed mail, dated `now`. `unsubscribe` is the marker of its one-click link, when it has one.

    `addresses` (see `addresses_of`) when several letters are written. Raises UnwritableAddress, UnknownLink,
    TamperedFile.
    """
    _check_address(mail.to_email)
    known = addresses_of([mail]) if addresses is None else addresses
    text, html = (links.filled(body, known) for body in (mail.text, mail.html))
    unsubscribe = links.expand(unsubscribe, base_url=_base())
    letter = Letter(
        subject=one_line(mail.subject),
        body=text,
        from_email=formataddr((display_name(mail.from_name), parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[formataddr((display_name(mail.to_name), mail.to_email))],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=_headers(mail, now) | _opting_out(unsubscribe),
        attachments=[_attached(part) for part in parts],
    )
    letter.attach_alternative(html, "text/html")
    # a second try may come after a crash: the first may have left, and this one is the same letter again
    letter.marks = Marks(message=mail.message, recipient=mail.to_email, is_repeat=mail.tries > 1)
    return letter


def _base() -> str:
    return str(settings.LMSO_BASE_URL)


def _check_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        msg = _("« %(address)s » n’est pas une adresse : corrigez-la, puis renvoyez") % {"address": address}
        raise UnwritableAddress(msg) from error


def _headers(mail: OutgoingMail, now: datetime) -> dict[str, str]:
    return {
        "Message-ID": mail.message_id,
        "Date": format_datetime(timezone.localtime(now)),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def _opting_out(address: str) -> dict[str, str]:
    if not address:
        return {}
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _attached(part: MailPart) -> MIMEBase:
    """The exact bytes of the blob, whatever their type: Django would decode and re-encode a text."""
    main, _slash, sub = part.content_type.partition("/")
    attached = MIMEBase(main, sub)
    if part.content_type == "text/calendar":
        attached.set_param("method", "PUBLISH")
        attached.set_param("charset", "utf-8")
    attached.set_payload(encoded(part.blob))
    attached["Content-Transfer-Encoding"] = "base64"
    name = one_line(part.filename).replace("/", "-").replace("\\", "-")
    attached.add_header("Content-Disposition", "attachment", filename=name if name.isascii() else ("utf-8", "", name))
    return attached
