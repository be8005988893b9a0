"""The text of a spreadsheet cell: what a person reading French Excel sees, dates excepted, which are given in ISO.

The same table saved as .xlsx or as CSV then reads alike: 12,5 and not 12.5, 44000 and not 44000.0, 06… and not 6….
"""

import math
import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Protocol

_LITERALS: Final = re.compile(r'"[^"]*"|\\.|[ \u00a0\u202f]')


class SpreadsheetCell(Protocol):
    """What openpyxl's read-only cells, empty ones included, have in common."""

    @property
    def value(self) -> object: ...
    @property
    def number_format(self) -> str | None: ...


def cell_text(cell: SpreadsheetCell) -> str:
    """The value of `cell` as text: "" when empty, ISO for dates, `HH:MM` for times and durations, VRAI or FAUX.

    A date without an hour is YYYY-MM-DD, else YYYY-MM-DDTHH:MM:SS. Integers carry the leading zeros that their format
    shows (postal codes, telephone numbers).
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        # Excel writes a carriage return inside a cell as this escape, and openpyxl leaves it.
        return value.replace("_x000D_", "")
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    return _moment(value)


def _number(value: float, number_format: str) -> str:
    if isinstance(value, float) and not (math.isfinite(value) and value.is_integer() and abs(value) < 1e15):
        # Fifteen digits are what a spreadsheet stores; beyond, the rest is noise of the binary fraction.
        return f"{value:.15g}".replace(".", ",")
    whole = int(value)
    return f"{whole:0{_digits_shown(number_format)}d}"


@lru_cache(maxsize=256)
def _digits_shown(number_format: str) -> int:
    """How many digits a format always shows: 00000 → 5, 0#" "##" "##" "##" "## → 10, General → 1."""
    pattern = _LITERALS.sub("", number_format)
    if set(pattern) - {"0", "#"}:
        return 1
    first = pattern.find("0")
    return len(pattern) - first if first >= 0 else 1


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        sign, minutes = ("-", -minutes) if minutes < 0 else ("", minutes)
        return f"{sign}{minutes // 60:02}:{minutes % 60:02}"
    return str(value)
