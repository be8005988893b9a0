"""Cells that a spreadsheet would run as a formula, made plain text on the way out and restored on the way in.

The guard is the apostrophe that spreadsheets themselves use to mark text. A phone number such as +33 1 23 45 67 89 is
guarded like the rest: bare, Excel would compute it and lose the sign. `restore_cell` is the exact inverse, so a file
that we exported comes back with the values it had.
"""

import re
from typing import Final

# Full-width twins included: some locales fold them to the plain signs. Leading spaces do not protect.
_RUN_BY_SPREADSHEETS: Final = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")


def neutralise_cell(text: str) -> str:
    """`text` with an apostrophe in front when a spreadsheet could run it, else `text` itself."""
    return f"'{text}" if _RUN_BY_SPREADSHEETS.match(text) else text


def restore_cell(text: str) -> str:
    """The value before `neutralise_cell`: exactly one guard is removed, from guarded cells only."""
    return text[1:] if text[:1] == "'" and _RUN_BY_SPREADSHEETS.match(text) else text
