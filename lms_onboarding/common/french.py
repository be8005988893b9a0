"""Dates, hours, numbers and lists as French readers write them.

Every function is pure. Spaces that must not break are U+00A0 or U+202F; « 1er » is plain text, set as a superscript
only where it is drawn (PDF, HTML). Moments must be on the reader's wall clock already: see `local`.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from .typography import DAYS, MONTHS, MONTHS_SHORT, NBSP, NNBSP

PARIS: Final = ZoneInfo("Europe/Paris")
WORDS: Final = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")


def local(moment: datetime, zone: tzinfo = PARIS) -> datetime:
    """The wall clock readers live by: 22 h 30 UTC on the 2nd is already the 3rd in Paris, in summer.

    Raises ValueError for a naive moment, whose wall clock nobody knows.
    """
    if moment.tzinfo is None:
        raise ValueError("a naive moment has no wall clock: give it a time zone")
    return moment.astimezone(zone)


def _number_of(value: date) -> str:
    return "1er" if value.day == 1 else str(value.day)


def day(value: date, *, weekday: bool = True, year: bool = True) -> str:
    """« lundi 3 mars 2025 »; the first of the month is « 1er »."""
    parts = [DAYS[value.weekday()]] if weekday else []
    parts.append(f"{_number_of(value)}{NBSP}{MONTHS[value.month - 1]}")
    return " ".join([*parts, str(value.year)] if year else parts)


def day_short(value: date) -> str:
    """« 24 févr. », for tables."""
    return f"{_number_of(value)}{NBSP}{MONTHS_SHORT[value.month - 1]}"


def day_digits(value: date) -> str:
    """« 24/02/2025 », for the columns of administrative tables."""
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def period(start: date, end: date) -> str:
    """« du 3 au 14 mars 2025 », « le lundi 3 mars 2025 » for one day; what both days share is said once.

    Raises ValueError when the period ends before it starts.
    """
    if end < start:
        raise ValueError(f"the period ends ({end}) before it starts ({start})")
    if start == end:
        return f"le {day(start)}"
    if (start.year, start.month) == (end.year, end.month):
        first = _number_of(start)
    else:
        first = day(start, weekday=False, year=start.year != end.year)
    return f"du{NBSP}{first} au{NBSP}{day(end, weekday=False)}"


def hour(value: time) -> str:
    """« 9 h », « 9 h 30 », never « 09:00 »."""
    return f"{value.hour}{NBSP}h" + (f"{NBSP}{value.minute:02}" if value.minute else "")


def hours_between(start: time, end: time) -> str:
    """« 9 h à 12 h 30 »."""
    return f"{hour(start)} à {hour(end)}"


def day_and_hour(moment: datetime, *, year: bool = True) -> str:
    """« lundi 3 mars 2025 à 9 h », on the wall clock `moment` carries."""
    return f"{day(moment, year=year)} à {hour(moment.time())}"


def slot(moment: datetime) -> str:
    """« mar. 25, 9 h 30 »: a choice among days that are near, on the wall clock `moment` carries."""
    return f"{day(moment)[:3]}. {_number_of(moment)}, {hour(moment.time())}"


def duration(value: timedelta) -> str:
    """« 19 h 30 » from an hour up, « 45 min » below; whole minutes. Raises ValueError for a negative length."""
    minutes = int(value.total_seconds()) // 60
    if minutes < 0:
        raise ValueError(f"a duration cannot be negative: {value}")
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest:02}" if rest else "")


def hours(value: Decimal | float) -> str:
    """« 21 heures », « 3 h 30 »: a length given in hours, to the minute, as programmes state it."""
    length = timedelta(minutes=round(value * 60))
    if length % timedelta(hours=1):
        return duration(length)
    count = length // timedelta(hours=1)
    return f"{number(count)}{NBSP}{'heures' if count > 1 else 'heure'}"


def number(value: float, *, places: int = 0) -> str:
    """« 12 400 », « 4,5 », « −3 »."""
    return f"{value:,.{places}f}".replace(",", NNBSP).replace(".", ",").replace("-", "−")


def in_words(value: int, *, feminine: bool = False) -> str:
    """« sept », « une »: words up to ten, as sentences want them, figures beyond."""
    if feminine and value == 1:
        return "une"
    return WORDS[value] if 0 <= value < len(WORDS) else number(value)


def counted(value: int, singular: str, plural: str = "", *, feminine: bool = False) -> str:
    """« une demi-journée », « six demi-journées »: plural from two; `plural` defaults to adding an s."""
    noun = singular if abs(value) < 2 else plural or f"{singular}s"
    return f"{in_words(value, feminine=feminine)}{NBSP}{noun}"


def out_of(part: int, whole: int, singular: str, plural: str = "", *, feminine: bool = False) -> str:
    """« quatre objectifs sur cinq », « 10 leçons sur 12 »: words for both or figures for both, never one of each."""
    if whole < len(WORDS):
        return f"{counted(part, singular, plural, feminine=feminine)} sur {in_words(whole, feminine=feminine)}"
    noun = singular if abs(part) < 2 else plural or f"{singular}s"
    return f"{number(part)}{NBSP}{noun} sur {number(whole)}"


def excerpt(text: str, longest: int) -> str:
    """The first words of `text` on one line, `longest` characters at most; « … » says that there was more."""
    whole = " ".join(text.split())
    if len(whole) <= longest:
        return whole
    kept = whole[: longest - 2]
    words = (
        kept if whole[longest - 2] == " " else kept.rpartition(" ")[0] or kept
    )  # one endless word is cut all the same
    return f"{words.rstrip(' ,;:')}{NBSP}…"


def listing(items: Sequence[str]) -> str:
    """« a, b et c »; nothing for nothing."""
    return f"{', '.join(items[:-1])} et {items[-1]}" if len(items) > 1 else "".join(items)


def in_days_phrase(days: int) -> str:
    """« dans sept jours », « demain », « aujourd’hui »; an empty string once the day is past: no countdown."""
    if days < 0:
        return ""
    if days < 2:
        return ("aujourd’hui", "demain")[days]
    return f"dans {counted(days, 'jour')}"
