"""When each party is asked, until when it can answer, when it is reminded; natural keys. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lms_onboarding.common.calendar import BusinessCalendar, SendWindow, local_date, wall_clock
from lms_onboarding.offboarding.enums import Party

QUESTIONNAIRE: Final = {
    Party.HOT: "hot_learner",
    Party.COLD: "cold_learner",
    Party.TRAINER: "trainer_feedback",
    Party.COMPANY: "company_feedback",
    Party.FUNDER: "funder_feedback",
}
OF_SESSION: Final = (Party.HOT, Party.TRAINER, Party.COLD, Party.COMPANY)
CLOSING_HOUR: Final = time(18)
# A question asked later than this is no longer that question: a site just installed asks nothing about its past.
LATEST: Final = timedelta(days=14)
ROOM: Final = "survey/"
SECOND_HALF: Final = 7  # from July, the year asked about is the year under way


@dataclass(frozen=True)
class House:
    """The days and hours of the provider. `window` opens on business days only."""

    zone: ZoneInfo
    business: BusinessCalendar
    window: SendWindow


@dataclass(frozen=True)
class Timing:
    """Days after the end, days left to answer, days before the one reminder (0: none), hour of what is put off."""

    delay: int
    open_days: int
    reminder: int
    hour: time


def asked_at(ended_at: datetime, timing: Timing, house: House) -> datetime:
    """When what ended then is asked about: at once, or that many days later at the hour; on a business day."""
    if timing.delay == 0:
        return house.window.next_opening(ended_at)
    day = house.business.on_or_after(local_date(ended_at, house.zone) + timedelta(days=timing.delay))
    return house.window.next_opening(wall_clock(day, timing.hour, house.zone))


def is_due(moment: datetime, now: datetime, until: datetime | None = None) -> bool:
    """Whether what was to be asked at `moment` is, at `now` or by `until`: not before, and not weeks after."""
    return moment <= (until or now) and now < moment + LATEST


def closes_at(asked: datetime, timing: Timing, house: House) -> datetime:
    """The evening of a business day, after the days left to answer."""
    day = house.business.on_or_after(local_date(asked, house.zone) + timedelta(days=timing.open_days))
    return wall_clock(day, CLOSING_HOUR, house.zone)


def reminded_at(sent_at: datetime, closing: datetime, timing: Timing, house: House) -> datetime | None:
    """The morning of the one reminder; brought back before the last day when a weekend would push it there.

    None: this campaign has no reminder, or nothing is left between the invitation and the last day.
    """
    if not timing.reminder:
        return None
    sent, last = local_date(sent_at, house.zone), local_date(closing, house.zone)
    day = house.business.on_or_after(sent + timedelta(days=timing.reminder))
    if day >= last:
        day = house.business.previous_business_day(last)
    return house.window.next_opening(wall_clock(day, timing.hour, house.zone)) if day > sent else None


def funders_asked_at(now: datetime, *, month: int, day: int, hour: time, house: House) -> tuple[datetime, int]:
    """The last time, at `now` or before, when funders were to be asked, and the year they are asked about."""
    year = local_date(now, house.zone).year
    moment = _yearly(year, month, day, hour, house)
    if moment > now:
        year -= 1
        moment = _yearly(year, month, day, hour, house)
    return moment, year if month >= SECOND_HALF else year - 1


def _yearly(year: int, month: int, day: int, hour: time, house: House) -> datetime:
    noon = wall_clock(datetime(year, month, day, tzinfo=house.zone).date(), hour, house.zone)
    worked = house.business.on_or_after(local_date(noon, house.zone))
    return house.window.next_opening(wall_clock(worked, hour, house.zone))


def asked_key(party: Party, *ids: int) -> str:
    """« survey/hot/12 », « survey/company/3/7 » (session, organisation), « survey/funder/7/2026 »."""
    return f"{ROOM}{party.value}/" + "/".join(str(one) for one in ids)


def party_of(key: str) -> Party:
    """Raises ValueError for the key of another room."""
    return Party(key.removeprefix(ROOM).partition("/")[0])


def ids_of(key: str) -> tuple[int, ...]:
    """The numbers in the key of an invitation or of one of its mails."""
    return tuple(int(part) for part in key.split("/")[2:] if part.isdigit())


def invitation_mail(key: str) -> str:
    return f"{key}/invitation"


def reminder_mail(key: str) -> str:
    return f"{key}/reminder"


def invitation_of(mail_key: str) -> str:
    """The key of the invitation that a mail is about."""
    return mail_key.rpartition("/")[0]
