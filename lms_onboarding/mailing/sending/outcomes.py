"""What an exception of a mail backend means: try again, or tell the person whose address or setting is to be mended.

Pure. A 5xx about the recipient is a bounce and final; any other 5xx is a failure and final; a 4xx and a fault of the
connection are tried again. Reasons are short French phrases that can follow « motif : »; the server's own words are
not kept, for they often repeat the address.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from typing import Final

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Verdict(StrEnum):
    """What to do with the mail."""

    RETRY = "retry"
    BOUNCED = "bounced"
    FAILED = "failed"


@dataclass(frozen=True)
class Refusal:
    """`connection_lost`: the fault is not of this mail, and the others would meet it too."""

    verdict: Verdict
    reason: str
    connection_lost: bool = False


# What any backend may raise while sending; anything else is a defect of ours and must be seen.
SENDING_FAULTS: Final = (OSError, AnymailError, ValueError)  # SMTPException is an OSError

_REPLY: Final = re.compile(r"\b([45]\d\d)[ -]")
_ENHANCED: Final = re.compile(r"\b[45]\.(\d{1,3}\.\d{1,3})\b")
_BY_ENHANCED: Final = {
    "1.1": gettext_lazy("adresse inconnue de sa messagerie"),
    "1.2": gettext_lazy("domaine de messagerie inconnu"),
    "1.3": gettext_lazy("adresse mal formée"),
    "1.6": gettext_lazy("boîte déplacée sans nouvelle adresse"),
    "1.10": gettext_lazy("ce domaine ne reçoit pas de courrier"),
    "2.1": gettext_lazy("boîte désactivée"),
    "2.2": gettext_lazy("boîte pleine"),
    "2.3": gettext_lazy("message trop volumineux pour cette boîte"),
    "3.4": gettext_lazy("message trop volumineux"),
    "4.1": gettext_lazy("messagerie du destinataire injoignable"),
    "7.1": gettext_lazy("refusé par une règle de la messagerie"),
}
_BY_CODE: Final = {
    421: gettext_lazy("serveur de messagerie indisponible"),
    450: gettext_lazy("boîte momentanément indisponible"),
    451: gettext_lazy("la messagerie demande d’attendre"),
    452: gettext_lazy("boîte pleine ou serveur saturé"),
    550: gettext_lazy("adresse refusée par sa messagerie"),
    551: gettext_lazy("adresse qui n’est pas de cette messagerie"),
    552: gettext_lazy("boîte pleine"),
    553: gettext_lazy("adresse mal formée"),
    554: gettext_lazy("refusé par la messagerie"),
}


def judge(error: Exception) -> Refusal:
    """What `error`, one of SENDING_FAULTS, means for the mail."""
    if isinstance(error, SMTPException):
        return _smtp(error)
    if isinstance(error, AnymailError):
        return _esp(error)
    if isinstance(error, OSError):
        return Refusal(Verdict.RETRY, _("serveur d’envoi injoignable"), connection_lost=True)
    return Refusal(Verdict.FAILED, _("adresse ou en-tête impossible à écrire"))


def _smtp(error: SMTPException) -> Refusal:
    words: bytes | str
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        final = Verdict.BOUNCED
    elif isinstance(error, SMTPAuthenticationError):
        return Refusal(Verdict.RETRY, _("identifiants du serveur d’envoi refusés"), connection_lost=True)
    elif isinstance(error, SMTPServerDisconnected | SMTPConnectError | SMTPHeloError | SMTPNotSupportedError):
        return Refusal(Verdict.RETRY, _("serveur d’envoi injoignable"), connection_lost=True)
    elif isinstance(error, SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
        final = Verdict.FAILED
    else:
        return Refusal(Verdict.RETRY, _("réponse illisible du serveur d’envoi"), connection_lost=True)
    verdict = final if code >= 500 else Verdict.RETRY
    return Refusal(verdict, reason_of(code, words), connection_lost=code == 421)


def reason_of(code: int, words: bytes | str) -> str:
    """« boîte pleine (552 5.2.2) »: the cause in French, the codes for whoever looks further."""
    said = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    found = _ENHANCED.search(said)
    cause = (found and _BY_ENHANCED.get(found[1])) or _BY_CODE.get(code) or _("refusé par la messagerie")
    return f"{cause} ({code} {found[0]})" if found else f"{cause} ({code})"


def said_in_french(reply: str) -> str:
    """The same for a reply quoted by a provider (« smtp; 550 5.1.1 … »); an empty string when it holds no code."""
    code, enhanced = _REPLY.search(reply), _ENHANCED.search(reply)
    if code is None and enhanced is None:
        return ""
    return reason_of(int(code[1]) if code else 550, reply)


def _esp(error: AnymailError) -> Refusal:
    if isinstance(error, AnymailRecipientsRefused):
        return Refusal(Verdict.BOUNCED, _("adresse refusée par le prestataire d’envoi"))
    if not isinstance(error, AnymailAPIError):
        return Refusal(Verdict.FAILED, _("message refusé par le prestataire d’envoi"))
    status = error.status_code
    if status is None or status in (401, 403, 408, 429) or status >= 500:
        # a refused key is a setting to mend, not the fate of this mail
        return Refusal(Verdict.RETRY, _("prestataire d’envoi injoignable"), connection_lost=True)
    return Refusal(Verdict.FAILED, _("message refusé par le prestataire d’envoi (%(status)s)") % {"status": status})
