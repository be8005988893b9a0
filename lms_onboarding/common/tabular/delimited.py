"""CSV text to records, with the line where each one starts."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from .formulas import restore_cell
from .refusals import TableRefused

SEPARATORS: Final = (";", ",", "\t")
# Excel's own hint, on a line of its own above the headers; it is not part of the table.
_EXCEL_HINT: Final = re.compile(r"sep=([;,\t])(?:\r\n|\r|\n)", re.IGNORECASE)


def sniff_separator(text: str) -> str:
    """The separator that cuts the first record into most named columns; `;` when none does or two do as well."""
    hint = _EXCEL_HINT.match(text)
    if hint:
        return hint[1]
    return max(SEPARATORS, key=lambda separator: _named_columns(text, separator))


def records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each record and the line of the file where it starts, the first line being 1.

    A cell between quotes may hold line breaks: the lines it spans are counted, as a text editor shows them.
    Raises TableRefused on quotes that do not balance: past them no boundary between cells can be trusted.
    """
    hint = _EXCEL_HINT.match(text)
    skipped = 1 if hint else 0
    reader = csv.reader(_lines(text[hint.end() :] if hint else text), delimiter=separator, strict=True)
    line = skipped + 1
    try:
        for record in reader:
            yield line, [restore_cell(cell) if cell[:1] == "'" else cell for cell in record]
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        raise TableRefused(
            _(
                'À la ligne %(line)s, un guillemet (") est ouvert et jamais refermé, ou se trouve seul au milieu '
                'd’une valeur. Retirez-le ou doublez-le (""), puis redéposez le fichier.'
            )
            % {"line": line}
        ) from error


def _named_columns(text: str, separator: str) -> int:
    try:
        for record in csv.reader(_lines(text), delimiter=separator, strict=True):
            named = sum(1 for cell in record if any(map(str.isalnum, cell)))
            if named:
                return named
    except csv.Error:
        return 0
    return 0


def _lines(text: str) -> io.StringIO:
    # newline="" keeps the line breaks inside cells as they are, and still ends lines at CR alone (old Macs).
    return io.StringIO(text, newline="")
