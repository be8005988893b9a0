"""Tables in and out: the reader of every import, the writer of every export. See each module for shapes and limits."""

from .addresses import email_key, parse_email
from .books import Leaf, write_book
from .dates import parse_date
from .formulas import neutralise_cell, restore_cell
from .headers import NEVER_READ, Doubled, Matched, column_letters, match_columns, normalise_header
from .reading import MAX_BYTES, check_size, read_sheet
from .refusals import CellRefused, TableRefused
from .sheet import MAX_COLUMNS, MAX_ROWS, Row, Sheet
from .writing import Cell, csv_chunks, write_csv

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "NEVER_READ",
    "Cell",
    "CellRefused",
    "Doubled",
    "Leaf",
    "Matched",
    "Row",
    "Sheet",
    "TableRefused",
    "check_size",
    "column_letters",
    "csv_chunks",
    "email_key",
    "match_columns",
    "neutralise_cell",
    "normalise_header",
    "parse_date",
    "parse_email",
    "read_sheet",
    "restore_cell",
    "write_book",
    "write_csv",
]
