"""What a confirmation says of a session: plain decisions, no database, no clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import deadline, local_date, sends_open
from lms_onboarding.sessions.enums import Modality


def place_sentence(modality: str, *, first_is_remote: bool, venue: str, room: str) -> str:
    """Where the first half-day is held, in one sentence; "" when nobody has said where yet."""
    if modality == Modality.REMOTE or (modality == Modality.BLENDED and first_is_remote):
        return _("La première séance se tient en classe virtuelle.")
    where = ", ".join(part for part in (venue, room) if part)
    return _("La première séance se tient sur place : %(where)s.") % {"where": where} if where else ""


def announced_kit_day(starts_at: datetime, *, days: int, zone: ZoneInfo, now: datetime) -> date | None:
    """The day by which the kit arrives; None once kits may leave: it is then on its way, and no date is promised."""
    if now >= sends_open(starts_at, days, zone):
        return None
    return local_date(deadline(starts_at, days, zone), zone)
