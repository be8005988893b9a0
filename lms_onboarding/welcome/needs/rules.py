"""When each question is asked, until when it can be answered, and the natural keys that make it once. Pure."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lms_onboarding.common.calendar import NINE, BusinessCalendar, local_date, wall_clock

LEARNER: Final = "needs_learner"
POSITIONING: Final = "positioning"
COMPANY: Final = "needs_company"
FUNDER: Final = "needs_funder"
ENTRY: Final = "entry"

# Asked sooner, people have forgotten what they answered, and the programme may still change.
AHEAD: Final = timedelta(days=60)
CLOSING_DAYS: Final = 3
CLOSING_HOUR: Final = time(18)
# Less than a day to answer is an order, not a question.
ROOM_TO_ANSWER: Final = timedelta(days=1)
REMINDER_AFTER: Final = 5  # business days


def closing(start: datetime, zone: ZoneInfo) -> datetime:
    """The end of the needs questionnaire: three days before the first slot, at 18 h; the team then reads."""
    return wall_clock(local_date(start, zone) - timedelta(days=CLOSING_DAYS), CLOSING_HOUR, zone)


def may_ask(now: datetime, start: datetime, zone: ZoneInfo) -> bool:
    """Whether needs may be asked at `now`: the session is near, and a day is left to answer."""
    return now + ROOM_TO_ANSWER <= closing(start, zone) and start <= now + AHEAD


def closing_once_asked(opens_at: datetime, start: datetime, zone: ZoneInfo) -> datetime:
    """The end of a questionnaire already asked; a session brought forward leaves until its first slot."""
    usual = closing(start, zone)
    return usual if usual > opens_at else start


def reminder_at(sent_at: datetime, business: BusinessCalendar, zone: ZoneInfo) -> datetime:
    """The morning of the fifth business day after the invitation left."""
    return wall_clock(business.add_business_days(local_date(sent_at, zone), REMINDER_AFTER), NINE, zone)


def invitation_key(questionnaire: str, about: str) -> str:
    """« needs_learner/enrolment/12 », « positioning/enrolment/12 », « needs_company/session/3/7 »."""
    return f"{questionnaire}/{about}"


def asked_key(enrolment: int) -> str:
    return f"needs/{enrolment}/invitation"


def reminder_key(enrolment: int) -> str:
    return f"needs/{enrolment}/reminder"


def partner_key(questionnaire: str, session: int, organisation: int) -> str:
    """« needs-company/3/7 »."""
    return f"{questionnaire.replace('_', '-')}/{session}/{organisation}"
