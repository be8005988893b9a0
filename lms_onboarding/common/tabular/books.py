"""A workbook with several sheets, as inert as our CSV: no cell is a formula."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from .formulas import neutralise_cell
from .writing import Cell

_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Leaf:
    """One sheet: its title (31 characters at most, Excel's rule), its headings and its rows."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def write_book(leaves: Iterable[Leaf]) -> bytes:
    """The workbook as bytes; headings stay in sight."""
    book = Workbook(write_only=True)
    for leaf in leaves:
        sheet = book.create_sheet(title=leaf.title[:31])
        sheet.freeze_panes = "A2"
        sheet.append([_cell(sheet, str(heading), bold=True) for heading in leaf.headings])
        for row in leaf.rows:
            sheet.append([_cell(sheet, value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(sheet: Any, value: Cell, *, bold: bool = False) -> Any:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, neutralise_cell(_UNPRINTABLE.sub("", value)))
        cell.data_type = "s"  # never « f »: openpyxl takes a text that starts with = for a formula
        cell.font = Font(bold=bold)
        return cell
    return float(value) if isinstance(value, Decimal) else value
