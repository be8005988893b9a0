"""The reader of every file that people give us."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from django.utils.translation import gettext as _

from .decoding import decode
from .delimited import records, sniff_separator
from .headers import NEVER_READ
from .refusals import TableRefused
from .sheet import Sheet, assemble
from .workbook import SIGNATURE, workbook_records

MAX_BYTES: Final = 10 * 1024 * 1024


def read_sheet(content: bytes, filename: str, *, never_read: Sequence[str] = NEVER_READ) -> Sheet:
    """Read a CSV or .xlsx file whole, before handing over any of it.

    The content decides the format, the name only appears in sentences. The first line that is not blank holds the
    headers; columns whose header contains one of `never_read` keep their header and lose their values here.
    CSV: `;` `,` or tab; UTF-8 with or without byte order mark, UTF-16 with one, cp1252. Raises TableRefused, and
    nothing else, on content that cannot be read: at most 10 MiB, 100,000 rows and 200 columns.
    """
    check_size(content, filename)
    if not content.strip():
        raise TableRefused(
            _("« %(name)s » est vide. Vérifiez que vous avez choisi le bon fichier, puis redéposez-le.")
            % {"name": _shown(filename)}
        )
    if content.startswith(SIGNATURE):
        return _read_workbook(content, never_read)
    return _read_text(content, never_read)


def check_size(content: bytes, filename: str) -> None:
    """Refuse a file before reading any of it. Raises TableRefused."""
    if len(content) > MAX_BYTES:
        raise TableRefused(
            _(
                "« %(name)s » dépasse 10 Mo. Découpez-le en plusieurs fichiers, ou retirez-en les images "
                "et les feuilles inutiles."
            )
            % {"name": _shown(filename)}
        )


def _read_text(content: bytes, never_read: Sequence[str]) -> Sheet:
    text, encoding = decode(content)
    separator = sniff_separator(text)
    remedy = _(
        "Le séparateur « %(separator)s » se trouve sans doute dans une valeur : mettez cette valeur entre "
        'guillemets (").'
    ) % {"separator": _("tabulation") if separator == "\t" else separator}
    headers, rows = assemble(records(text, separator), never_read, overflow_remedy=remedy)
    return Sheet(headers, rows, "csv", encoding, separator)


def _read_workbook(content: bytes, never_read: Sequence[str]) -> Sheet:
    title, found = workbook_records(content)
    remedy = _("Donnez un en-tête aux colonnes qui n’en ont pas, ou effacez ce qui dépasse à droite du tableau.")
    headers, rows = assemble(found, never_read, overflow_remedy=remedy)
    return Sheet(headers, rows, "xlsx", title=title)


def _shown(filename: str) -> str:
    return PurePath(filename.replace("\\", "/")).name or _("Ce fichier")
