"""An .xlsx workbook to records, through openpyxl, after checking what the archive would unfold to."""

import io
import lzma
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from .refusals import TableRefused
from .spreadsheet_values import cell_text

SIGNATURE: Final = b"PK\x03\x04"
MIB: Final = 1024 * 1024
# Sheets are streamed and shared strings kept as texts; every other part becomes a tree ten times its size.
MAX_UNFOLDED: Final = 192 * MIB
MAX_SHARED_STRINGS: Final = 64 * MIB
MAX_OTHER_PART: Final = 16 * MIB
MAX_TAGS: Final = 12_000_000
MAX_LINES: Final = 1_048_576
MAX_CELLS: Final = 20_000_000

# What openpyxl, zipfile and the XML parser were seen or are documented to raise on damaged archives: openpyxl has
# no base exception of its own. SyntaxError is the common parent of what expat and lxml say, whichever is installed.
_DAMAGED: Final = (
    ArithmeticError,
    AttributeError,
    EOFError,
    InvalidFileException,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
)


def workbook_records(content: bytes) -> tuple[str, list[tuple[int, list[str]]]]:
    """The name of the first visible sheet that holds something, and its records with their row numbers, from 1.

    Blank rows are left out. Raises TableRefused when the archive is not a workbook, is damaged, or would unfold to
    more than a table of the permitted size needs.
    """
    try:
        with warnings.catch_warnings():
            # openpyxl warns about what it leaves out (validation lists, styles); the values are all we came for.
            warnings.simplefilter("ignore")
            return _read(content)
    except _DAMAGED as error:
        raise TableRefused(
            _(
                "Ce classeur est abîmé, ou n’est pas un fichier .xlsx. Ouvrez-le dans votre tableur, enregistrez-le "
                "de nouveau au format .xlsx ou « CSV UTF-8 », puis redéposez-le."
            )
        ) from error


def _read(content: bytes) -> tuple[str, list[tuple[int, list[str]]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _refuse_bombs(archive)
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        return _first_filled_sheet(workbook)
    finally:
        workbook.close()


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    parts = [part for part in archive.infolist() if part.filename.lower().endswith((".xml", ".rels"))]
    if sum(part.file_size for part in parts) > MAX_UNFOLDED or any(part.file_size > _limit(part) for part in parts):
        raise _too_large()
    tags = 0
    for part in parts:
        if part.file_size < MIB:
            continue
        with archive.open(part) as source:
            while piece := source.read(MIB):
                tags += piece.count(b"<")
        if tags > MAX_TAGS:
            raise _too_large()


def _limit(part: zipfile.ZipInfo) -> int:
    name = part.filename.lower()
    if "worksheets/" in name:
        return MAX_UNFOLDED
    return MAX_SHARED_STRINGS if "sharedstrings" in name else MAX_OTHER_PART


def _first_filled_sheet(workbook: Workbook) -> tuple[str, list[tuple[int, list[str]]]]:
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible" or not isinstance(sheet, ReadOnlyWorksheet):
            continue
        # The size a workbook declares for a sheet is often wrong: what counts is what it holds.
        sheet.reset_dimensions()
        records = list(_records(sheet))
        if records:
            return sheet.title, records
    return "", []


def _records(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, list[str]]]:
    seen = 0
    for line, cells in enumerate(sheet.rows, start=1):
        seen += len(cells)
        if line > MAX_LINES or seen > MAX_CELLS:
            raise _too_large()
        record = [cell_text(cell) for cell in cells]
        if any(record):
            yield line, record


def _too_large() -> TableRefused:
    return TableRefused(
        _(
            "Une fois décompressé, ce classeur est trop volumineux pour être lu. Copiez les seules lignes à importer "
            "dans un classeur neuf, enregistrez-le au format .xlsx ou « CSV UTF-8 », puis redéposez-le."
        )
    )
