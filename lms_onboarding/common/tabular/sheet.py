"""What a file becomes once read: headers, rows with their line, and nothing that must not be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from django.utils.translation import gettext as _

from .headers import column_letters, is_never_read
from .refusals import TableRefused

MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 200

Record = tuple[int, list[str]]


class Row(NamedTuple):
    """One row that is not blank.

    `line`: where it starts in the file, 1 being the first line (the row number of the sheet for .xlsx).
    `cells`: as many as headers, texts without the spaces around them, "" when empty and in columns never read.
    `problem`: "" or a French sentence; the cells are then all empty, because values that have slipped to another
    column can be trusted neither to be what the header says nor to be allowed to be read.
    """

    line: int
    cells: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole table, read to the end: `rows` are in file order. `title` is the sheet's name in a workbook, else ""."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    format: Literal["csv", "xlsx"]
    encoding: str = ""
    separator: str = ""
    title: str = ""


def assemble(
    records: Iterable[Record], never_read: Sequence[str], *, overflow_remedy: str
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Headers (the first record that is not blank) and rows. Raises TableRefused; blank records are left out."""
    source = iter(records)
    headers = _headers(source)
    hidden = [index for index, header in enumerate(headers) if is_never_read(header, never_read)]
    rows: list[Row] = []
    for line, record in source:
        cells = _trimmed(record)
        if not cells:
            continue
        if len(rows) == MAX_ROWS:
            raise TableRefused(_too_many_rows())
        rows.append(_row(line, cells, len(headers), hidden, overflow_remedy))
    if not rows:
        raise TableRefused(
            _("Le fichier ne contient que ses en-têtes. Ajoutez au moins une ligne en dessous, puis redéposez-le.")
        )
    return headers, tuple(rows)


def _headers(source: Iterable[Record]) -> tuple[str, ...]:
    for _line, record in source:
        headers = _trimmed(record)
        if len(headers) > MAX_COLUMNS:
            raise TableRefused(
                _(
                    "Le tableau a %(count)s colonnes, jusqu’à la colonne %(last)s ; %(limit)s au plus sont lues. "
                    "Effacez les colonnes inutiles, puis redéposez le fichier."
                )
                % {"count": len(headers), "last": column_letters(len(headers) - 1), "limit": MAX_COLUMNS}
            )
        if headers:
            return tuple(headers)
    raise TableRefused(
        _("Le tableau est vide. Mettez les en-têtes sur la première ligne, une personne par ligne, puis redéposez-le.")
    )


def _row(line: int, cells: list[str], width: int, hidden: list[int], overflow_remedy: str) -> Row:
    surplus = len(cells) - width
    if surplus > 0:
        problem = _("La ligne a %(cells)s valeurs pour %(headers)s en-têtes. %(remedy)s")
        blank = ("",) * width
        return Row(line, blank, problem % {"cells": len(cells), "headers": width, "remedy": overflow_remedy})
    cells.extend([""] * -surplus)
    for index in hidden:
        cells[index] = ""
    return Row(line, tuple(cells))


def _trimmed(record: list[str]) -> list[str]:
    cells = [cell.strip() for cell in record]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _too_many_rows() -> str:
    return _(
        "Le fichier a plus de 100 000 lignes. Découpez-le en plusieurs fichiers, avec les en-têtes en tête de chacun, "
        "puis déposez-les l’un après l’autre : rien n’a été lu de celui-ci."
    )
