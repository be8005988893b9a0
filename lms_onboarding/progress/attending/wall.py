"""The code on the wall: five characters that change every thirty seconds and open a page where one still signs in."""

from datetime import datetime, timedelta
from typing import Final

from lms_onboarding.common.calendar import local_date
from lms_onboarding.links.services import rolling_code, rolling_codes
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Slot

from .windows import window_of

STEP: Final = 30  # seconds
KEPT: Final = 3  # codes that open at one instant: the one shown, and the two before it
SCAN_LASTS: Final = timedelta(minutes=15)  # the time to prove who one is
_PURPOSE: Final = "attendance"


def code_of(slot: Slot, *, now: datetime) -> str:
    """« 7F3K2 », the code shown at this instant."""
    return rolling_code(purpose=_PURPOSE, object_key=str(slot.pk), now=now, step=STEP)


def seconds_left(now: datetime) -> int:
    """How long the code shown will stay."""
    return STEP - int(now.timestamp()) % STEP


def slot_of(code: str, *, now: datetime) -> Slot | None:
    """The half-day whose wall shows this code, among those that can be signed at this instant."""
    typed = normal_code(code)
    zone = provider().zone
    today = local_date(now, zone)
    days = (today - timedelta(days=1), today, today + timedelta(days=1))
    slots = Slot.objects.filter(day__in=days, session__cancelled_at__isnull=True, attendance_sheet__isnull=True)
    found = [
        slot
        for slot in slots.order_by("pk")
        if window_of(slot, zone).is_open(now)
        and typed in rolling_codes(purpose=_PURPOSE, object_key=str(slot.pk), now=now, step=STEP, kept=KEPT)
    ]
    return found[0] if len(found) == 1 else None


def normal_code(code: str) -> str:
    """What was typed, as codes are written: O is zero, I and L are one."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return letters.translate(str.maketrans("OIL", "011"))
