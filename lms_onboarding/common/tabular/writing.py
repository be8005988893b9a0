"""Tables for French Excel: `;`, byte order mark, CRLF, dates as they are written in France, cells that run nothing."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import PARIS

from .formulas import neutralise_cell

Cell = str | int | float | Decimal | date | bool | None

_ROWS_PER_CHUNK: Final = 1_000
# No reader takes these back, ours included, and PostgreSQL refuses some of them.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# Most rows of a long table: texts that begin with nothing to run, and hold nothing to remove nor to quote.
_END: Final = "\r\n"
_PLAIN_CELL: Final = r"(?:[^\s'=+\-@＝＋－＠;\"\x00-\x1f\x7f][^;\"\x00-\x1f\x7f]*+)?+"
_PLAIN_ROW: Final = re.compile(f"{_PLAIN_CELL}(?:;{_PLAIN_CELL})++")


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]], *, tz: ZoneInfo = PARIS) -> bytes:
    """The whole table as bytes, UTF-8 with a byte order mark; see `csv_chunks` for the shapes."""
    return b"".join(csv_chunks(headers, rows, tz=tz))


def csv_chunks(headers: Sequence[str], rows: Iterable[Sequence[Cell]], *, tz: ZoneInfo = PARIS) -> Iterator[bytes]:
    """The table in pieces, for a streamed response.

    Dates leave as JJ/MM/AAAA, aware datetimes as JJ/MM/AAAA HH:MM in `tz`, decimals with a comma, booleans as oui or
    non, None as an empty cell. Numbers are left as numbers; texts are neutralised. Raises ValueError on a datetime
    without a time zone.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator=_END)
    buffer.write("\ufeff")
    writer.writerow([_text(header, tz) for header in headers])
    for count, row in enumerate(rows, start=1):
        if plain := _plain(row):
            buffer.write(plain)
        else:
            writer.writerow([_text(cell, tz) for cell in row])
        if count % _ROWS_PER_CHUNK == 0:
            yield _drain(buffer)
    yield _drain(buffer)


def _drain(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return piece.encode("utf-8", errors="replace")


def _plain(row: Sequence[Cell]) -> str:
    """The line of a row whose every cell leaves as it is, else nothing. One look: there may be a hundred thousand."""
    try:
        whole = ";".join(row)  # type: ignore[arg-type]  # what is no text raises
    except TypeError:
        return ""
    return whole + _END if whole.count(";") == len(row) - 1 and _PLAIN_ROW.fullmatch(whole) else ""


def _text(cell: Cell, tz: ZoneInfo) -> str:
    if isinstance(cell, str):
        return neutralise_cell(_UNPRINTABLE.sub("", cell))
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("oui") if cell else _("non")
    if isinstance(cell, datetime):
        return _local(cell, tz)
    if isinstance(cell, date):
        return _day(cell)
    return str(cell).replace(".", ",")


def _day(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def _local(moment: datetime, tz: ZoneInfo) -> str:
    if moment.tzinfo is None:
        msg = f"{moment.isoformat()} has no time zone."
        raise ValueError(msg)
    local = moment.astimezone(tz)
    return f"{_day(local)} {local:%H:%M}"
