"""What has changed since mails were queued: crashes, night, need, objection. Reads only; queries for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from itertools import groupby
from operator import attrgetter
from typing import Final

from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.registry import room_of

from .courtesy import objections
from .marking import LADDER


class Fate(Enum):
    """What a sender does with a mail it holds."""

    LEAVES = auto()
    WAITS = auto()
    DROPPED = auto()
    GIVEN_UP = auto()


@dataclass(frozen=True)
class Look:
    """`reason`, in French, says why a mail does not leave; `until`, when its window opens."""

    fate: Fate
    reason: str = ""
    until: datetime | None = None


LEAVES = Look(Fate.LEAVES)
NOWHERE: Final = ".invalid"  # a domain that never exists (RFC 2606): where people who were erased are


def look(mails: Sequence[OutgoingMail], *, now: datetime) -> dict[int, Look]:
    """The look at each mail, by primary key."""
    looks = {mail.pk: _by_itself(mail, now) for mail in mails}
    standing = [mail for mail in mails if looks[mail.pk] is LEAVES]
    reasons = _reasons(standing, now)
    wanted = [mail for mail in standing if not reasons[mail.pk]]
    reasons |= objections(wanted)
    for mail in standing:
        if reason := reasons[mail.pk]:
            looks[mail.pk] = Look(Fate.DROPPED, _said(mail, reason))
    return looks


def _by_itself(mail: OutgoingMail, now: datetime) -> Look:
    if mail.to_email.endswith(NOWHERE):
        return Look(Fate.DROPPED, _("Cette personne a été effacée : plus rien ne lui est écrit."))
    if mail.tries > len(LADDER) + 1:
        return Look(Fate.GIVEN_UP, _("envoi interrompu à chaque essai"))
    opening = SendWindow.parse(mail.window).next_opening(now) if mail.window else now
    return LEAVES if opening == now else Look(Fate.WAITS, until=opening)


def _reasons(mails: Sequence[OutgoingMail], now: datetime) -> dict[int, str]:
    reasons: dict[int, str] = {}
    for message, alike in groupby(sorted(mails, key=attrgetter("message")), key=attrgetter("message")):
        reasons |= room_of(message).reasons(list(alike), now=now)
    return reasons


def _said(mail: OutgoingMail, reason: str) -> str:
    if mail.state == MailState.SENDING:
        return _("%(reason)s (un premier envoi, interrompu, a pu partir)") % {"reason": reason}
    return reason
