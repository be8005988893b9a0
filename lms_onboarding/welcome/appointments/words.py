"""What is said of a call in French: hours, length, and how it will be held. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from lms_onboarding.common import french
from lms_onboarding.common.typography import NBSP
from lms_onboarding.welcome.enums import CallPurpose, Channel
from lms_onboarding.welcome.models import CallSlot

# « … Inès Martin », as the one who calls reads it.
WITH: Final[Mapping[str, str]] = {
    CallPurpose.WELCOME: "l’appel avec",
    CallPurpose.STUCK: "le coup de main à",
    CallPurpose.FOLLOW_UP: "le point à trente jours avec",
}
_TENS: Final = {15: "quinze", 20: "vingt", 30: "trente", 40: "quarante", 45: "quarante-cinq", 60: "soixante"}


def hour_of(moment: datetime, zone: ZoneInfo) -> str:
    """« mardi 25 février à 9 h 30 »."""
    return french.day_and_hour(french.local(moment, zone), year=False)


def choice_of(moment: datetime, zone: ZoneInfo) -> str:
    """« mardi 25 à 9 h 30 », as a button says it."""
    local = french.local(moment, zone)
    weekday, number = french.day(local.date(), year=False).split(" ")[:2]
    return f"{weekday} {number.split(NBSP)[0]} à {french.hour(local.time())}"


def minutes(count: int) -> str:
    """« dix minutes », « trente minutes », « 25 minutes »."""
    return f"{_TENS[count]}{NBSP}minutes" if count in _TENS else french.counted(count, "minute", feminine=True)


def channel_sentence(slot: CallSlot, *, learner_phone: str = "", joined: bool = True) -> str:
    """How the call will be held, for the learner. The address of a video call is in the joined file, if there is one,
    and on the page."""
    caller = slot.trainer.full_name
    if slot.channel == Channel.VIDEO:
        where = "dans l’invitation jointe et sur la page" if joined else "sur la page"
        return f"L’échange se tient en visio : le lien est {where} de votre rendez-vous."
    if slot.channel == Channel.PLACE:
        return f"L’échange se tient sur place : {_ended(slot.where)}"
    if learner_phone and not slot.is_group:
        return f"{caller} vous appellera au {learner_phone}."
    number = slot.where or slot.trainer.phone
    return (
        f"À cette heure, appelez le {number}." if number else f"{caller} vous dira comment vous joindre par téléphone."
    )


def channels(slots: Iterable[CallSlot]) -> str:
    """« Par téléphone. », « Par téléphone ou en visio, selon le créneau. »."""
    found = {slot.channel for slot in slots}
    names = [str(channel.label) for channel in Channel if channel in found]
    if not names:
        return ""
    said = " ou ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} ou {names[-1]}"
    return f"{said[:1].upper()}{said[1:]}{', selon le créneau' if len(names) > 1 else ''}."


def sentence(given: str) -> str:
    """What a person typed, as a sentence: a capital, a full stop."""
    said = " ".join(given.split())
    return _ended(f"{said[:1].upper()}{said[1:]}") if said else ""


def _ended(said: str) -> str:
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."
