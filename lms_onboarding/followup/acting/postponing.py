"""Until when a case may wait: moments that mean something to who will take it up again."""

from datetime import datetime, time

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.calendar import BusinessCalendar, local_date, wall_clock
from lms_onboarding.followup.enums import Postponement
from lms_onboarding.followup.models import Alert
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Slot

NINE = time(9)


def postponements(organisation: ProviderSettings, *, now: datetime) -> list[tuple[str, str, datetime]]:
    """Code, words and moment of each choice, on business days: « Demain à 9 h », or « Lundi 14 décembre à 9 h »."""
    zone, calendar = organisation.zone, BusinessCalendar(organisation.holiday_region or None)
    today = local_date(now, zone)
    choices = []
    for code, gap in ((Postponement.TOMORROW, 1), (Postponement.TWO_DAYS, 2)):
        day = calendar.add_business_days(today, gap)
        plain = (day - today).days == gap
        said = {1: _("Demain à 9 h"), 2: _("Dans deux jours, à 9 h")}[gap]
        words = said if plain else f"{french.day(day, year=False).capitalize()} à {french.hour(NINE)}"
        choices.append((code.value, words, wall_clock(day, NINE, zone)))
    return choices


def until_of(alert: Alert, code: str, *, now: datetime) -> datetime | None:
    """The moment behind a choice; None when the session has no half-day left, or for an unknown choice."""
    if code == Postponement.NEXT_SLOT:
        return _after_next_slot(alert, now=now)
    return next((until for known, _words, until in postponements(provider(), now=now) if known == code), None)


def _after_next_slot(alert: Alert, *, now: datetime) -> datetime | None:
    zone = provider().zone
    rows = Slot.objects.filter(session=alert.enrolment.session_id, day__gte=local_date(now, zone)).order_by(
        "day", "start"
    )
    ends = (wall_clock(slot.day, slot.end, zone) for slot in rows)
    return next((end for end in ends if end > now), None)
