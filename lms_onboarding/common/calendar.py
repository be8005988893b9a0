"""Wall-clock dates, send windows and French business days. Dates are arguments; nothing here reads the clock.

Daylight saving, one rule for the whole product (`wall_clock`): a time that the clocks skip in spring moves forward by
the skipped hour, as a radio-controlled clock would show it; a time that happens twice in autumn is the first one.

Comparisons go through UTC: Python compares two datetimes of the same zone by their wall clocks and forgets the fold.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _
from holidays import country_holidays

PARIS: Final = ZoneInfo("Europe/Paris")
NINE: Final = time(9)
ONE_DAY: Final = timedelta(days=1)


def wall_clock(day: date, at: time, tz: ZoneInfo) -> datetime:
    """The instant at which the clocks of `tz` show `at` on `day`; see the module for skipped and repeated times."""
    if at.tzinfo is not None:
        msg = "A wall-clock time carries no time zone of its own."
        raise ValueError(msg)
    first_of_two = datetime.combine(day, at.replace(fold=0), tzinfo=tz)
    return first_of_two.astimezone(UTC).astimezone(tz)


def local_date(now: datetime, tz: ZoneInfo) -> date:
    """The date on the wall calendar of `tz` at the aware instant `now`."""
    return _aware(now).astimezone(tz).date()


def days_before(start: datetime, days: int, tz: ZoneInfo) -> datetime:
    """The same wall clock `days` days before `start`: over the October change J-7 lasts 169 hours."""
    local = _aware(start).astimezone(tz)
    return wall_clock(local.date() - timedelta(days=days), local.time(), tz)


def hours_before(start: datetime, hours: int, tz: ZoneInfo) -> datetime:
    """Absolute hours before `start`, shown in `tz`: a 72 h notice is 72 hours, whatever the clocks did meanwhile."""
    return (_aware(start).astimezone(UTC) - timedelta(hours=hours)).astimezone(tz)


def deadline(start: datetime, n_days: int, tz: ZoneInfo) -> datetime:
    """The last instant, inclusive, at which what is due `n_days` days before `start` is on time."""
    return days_before(start, n_days, tz)


def sends_open(start: datetime, n_days: int, tz: ZoneInfo, at: time = NINE) -> datetime:
    """When what is due `n_days` days before `start` begins to leave: the day before its deadline, at `at`."""
    return wall_clock(local_date(start, tz) - timedelta(days=n_days + 1), at, tz)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        msg = f"{moment.isoformat()} has no time zone."
        raise ValueError(msg)
    return moment


class CalendarRefused(ValueError):
    """A setting of the calendar is not usable; `sentence` says so in French, with the remedy."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


_WINDOW: Final = re.compile(r"(\d{1,2}:\d{2})-(\d{1,2}:\d{2})@([^\s;]+)(?:;ouvres=(\w*))?")


@dataclass(frozen=True, slots=True)
class SendWindow:
    """The hours of the day in which automatic mail may leave: `opens` included, `closes` excluded.

    `closes` at 00:00 means the end of the day, so 00:00-00:00 never closes. A window does not cross midnight.
    With `business`, it opens on that calendar's business days only.
    """

    opens: time
    closes: time
    tz: ZoneInfo
    business: "BusinessCalendar | None" = None

    def __post_init__(self) -> None:
        if self.closes != time.min and self.closes <= self.opens:
            raise CalendarRefused(
                _("La plage d’envoi se ferme à %(closes)s, avant de s’ouvrir à %(opens)s. Inversez les deux heures.")
                % {"closes": f"{self.closes:%H:%M}", "opens": f"{self.opens:%H:%M}"}
            )

    def __str__(self) -> str:
        days = "" if self.business is None else f";ouvres={self.business.region or ''}"
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}@{self.tz.key}{days}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read back what `str()` wrote, such as `08:00-20:00@Europe/Paris` or, on business days of Alsace-Moselle,
        `08:00-20:00@Europe/Paris;ouvres=57`. Raises CalendarRefused."""
        found = _WINDOW.fullmatch(text.strip())
        try:
            if found is None:
                raise ValueError(text)
            opens, closes = (_clock_time(part) for part in found.group(1, 2))
            tz = ZoneInfo(found[3])
        except (ValueError, ZoneInfoNotFoundError, OSError) as error:
            raise CalendarRefused(
                _("« %(text)s » n’est pas une plage d’envoi. Écrivez-la comme ceci : 08:00-20:00@Europe/Paris.")
                % {"text": text}
            ) from error
        return cls(opens, closes, tz, None if found[4] is None else BusinessCalendar(found[4] or None))

    def is_open(self, now: datetime) -> bool:
        """Whether automatic mail may leave at the aware instant `now`."""
        return self.next_opening(now) == now

    def next_opening(self, now: datetime) -> datetime:
        """`now` itself when the window is open, else the next instant at which it opens, in the window's zone."""
        instant = _aware(now).astimezone(UTC)
        day = local_date(now, self.tz)
        while True:
            # A short window inside the hour skipped in spring can be empty that day: the next day's is the answer.
            opening, closing = self._bounds(day)
            if self.business is None or self.business.is_business_day(day):
                if opening <= instant < closing:
                    return now
                if instant < opening < closing:
                    return opening
            day += ONE_DAY

    def _bounds(self, day: date) -> tuple[datetime, datetime]:
        last_day = day + ONE_DAY if self.closes == time.min else day
        return wall_clock(day, self.opens, self.tz), wall_clock(last_day, self.closes, self.tz)


def _clock_time(text: str) -> time:
    hours, minutes = text.split(":")
    return time(int(hours), int(minutes))


# What a provider chooses from, and the subdivision of the `holidays` library that knows its public holidays.
REGIONS: Final[Mapping[str, str | None]] = MappingProxyType(
    {
        "": None,
        "57": "57",
        "971": "971",
        "972": "972",
        "973": "973",
        "974": "974",
        "975": "PM",
        "976": "976",
        "977": "BL",
        "978": "MF",
    }
)


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Business days, Monday to Friday except public holidays, of a French region.

    `region`: None or "" for metropolitan France, "57" for Alsace-Moselle, "971" to "978" overseas.
    Raises CalendarRefused for any other. The dates come from the `holidays` library.
    """

    region: str | None = None

    def __post_init__(self) -> None:
        if (self.region or "") not in REGIONS:
            raise CalendarRefused(
                _(
                    "La région « %(region)s » n’a pas de calendrier de jours fériés. Laissez vide pour la métropole, "
                    "ou choisissez 57 (Alsace-Moselle) ou un code d’outre-mer, de 971 à 978."
                )
                % {"region": self.region}
            )

    def holiday_name(self, day: date) -> str | None:
        """The French name of the public holiday on `day`, or None."""
        return _holidays_of(self.region or "", day.year).get(day)

    def is_business_day(self, day: date) -> bool:
        """Whether `day` is worked: not a Saturday, a Sunday or a public holiday."""
        return day.weekday() < 5 and self.holiday_name(day) is None

    def add_business_days(self, day: date, n: int) -> date:
        """The n-th business day after `day`, or before it when `n` is negative; `day` itself is never counted.

        With n = 0, `day` as it is, worked or not.
        """
        step = ONE_DAY if n > 0 else -ONE_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_business_day(day)
        return day

    def on_or_after(self, day: date) -> date:
        """`day` when it is worked, else the next business day."""
        return day if self.is_business_day(day) else self.add_business_days(day, 1)

    def previous_business_day(self, day: date) -> date:
        """The last business day strictly before `day`."""
        return self.add_business_days(day, -1)


@lru_cache(maxsize=512)
def _holidays_of(region: str, year: int) -> Mapping[date, str]:
    # A whole year at a time, never a shared object that grows: `holidays` marks a year as known before filling it, and
    # a second thread would read a year without holidays.
    year_of = country_holidays("FR", subdiv=REGIONS[region], years=year, language="fr", expand=False)
    return MappingProxyType(dict(year_of.items()))
