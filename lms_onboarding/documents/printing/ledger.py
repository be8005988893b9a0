"""Long tables of plain words, drawn line by line: no markup is parsed, and words broken once serve every table.

A `grid` of paragraphs costs a tenth of a millisecond a cell, which a chronology of two thousand lines feels.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import getAscent
from reportlab.platypus import Flowable

from .house import BOLD, BRAND, LINE, S3, STYLES, clean, cut_at_signs, fonts, width_of
from .layout import ROW_PADDING

MOST: Final = 45  # lines of one row: a longer one goes on in the next, so that no row is taller than a page


class Said(NamedTuple):
    """Words in one style of the house; `bold` sets them in bold. Each begins on a line of its own."""

    words: str
    style: str = "small"
    bold: bool = False


Cell = Sequence[Said]


class _Line(NamedTuple):
    words: str
    font: str
    size: float
    leading: float
    drop: float
    """From the top of the line to its baseline."""
    color: Color


@dataclass(frozen=True, slots=True)
class _Row:
    """Broken lines of each cell. `ends`: a hairline follows."""

    cells: tuple[tuple[_Line, ...], ...]
    ends: bool

    @property
    def height(self) -> float:
        return max((sum(line.leading for line in cell) for cell in self.cells), default=0.0)


def ledger(head: Sequence[str], rows: Sequence[Sequence[Cell]], widths: Sequence[float]) -> Flowable:
    """A head repeated on each page, rows under hairlines; it breaks between rows."""
    fonts()
    inner = [width - (S3 if rank < len(widths) - 1 else 0) for rank, width in enumerate(widths)]
    (first,) = _broken([[Said(words, "label")] for words in head], inner)
    return _Ledger(first, [part for row in rows for part in _broken(row, inner)], widths)


class _Ledger(Flowable):
    def __init__(self, head: _Row, rows: Sequence[_Row], widths: Sequence[float]) -> None:
        super().__init__()
        self._head, self._rows, self._widths = head, rows, widths

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = sum(self._widths), self._head_tall + sum(_tall(row) for row in self._rows)
        return self.width, self.height

    def split(self, width: float, height: float) -> "list[Flowable]":
        left, taken = height - self._head_tall, 0
        while taken < len(self._rows) and (left := left - _tall(self._rows[taken])) >= 0:
            taken += 1
        if not taken:
            return []
        return [_Ledger(self._head, rows, self._widths) for rows in (self._rows[:taken], self._rows[taken:])]

    def draw(self) -> None:
        canvas, y = self.canv, self.height
        self._ink: tuple[str, float, Color] | None = None
        y = self._draw_row(self._head, y, above=0)
        canvas.setLineWidth(1)
        canvas.setStrokeColor(BRAND)
        canvas.line(0, y, self.width, y)
        canvas.setLineWidth(0.5)
        canvas.setStrokeColor(LINE)
        for rank, row in enumerate(self._rows, start=1):
            y = self._draw_row(row, y, above=ROW_PADDING)
            if row.ends and rank < len(self._rows):
                canvas.line(0, y, self.width, y)

    @property
    def _head_tall(self) -> float:
        return self._head.height + ROW_PADDING

    def _draw_row(self, row: _Row, top: float, *, above: float) -> float:
        """Draw one row under `top`; returns where the next one begins."""
        x = 0.0
        for cell, width in zip(row.cells, self._widths, strict=True):
            y = top - above
            for line in cell:
                if (ink := (line.font, line.size, line.color)) != self._ink:  # most lines look like the one before
                    self.canv.setFont(line.font, line.size)
                    self.canv.setFillColor(line.color)
                    self._ink = ink
                self.canv.drawString(x, y - line.drop, line.words)
                y -= line.leading
            x += width
        return top - above - row.height - ROW_PADDING


def _tall(row: _Row) -> float:
    return row.height + 2 * ROW_PADDING


def _broken(row: Sequence[Cell], widths: Sequence[float]) -> list[_Row]:
    cells = [
        tuple(line for said in cell for line in _lines(said, width)) for cell, width in zip(row, widths, strict=True)
    ]
    starts = range(0, max(1, *(len(cell) for cell in cells)), MOST)
    return [_Row(tuple(cell[start : start + MOST] for cell in cells), ends=start == starts[-1]) for start in starts]


@lru_cache(maxsize=4096)
def _lines(said: Said, width: float) -> tuple[_Line, ...]:
    style = STYLES[said.style]
    font, size = BOLD if said.bold else style.fontName, style.fontSize
    return tuple(
        _Line(words, font, size, style.leading, getAscent(font, size), style.textColor)
        for words in _wrapped(clean(said.words.strip()), font, size, width)
    )


def _wrapped(words: str, font: str, size: float, width: float) -> Iterator[str]:
    """Greedy lines; a word wider than the column is cut after a sign of its own, else after any letter."""
    line = ""
    for word in words.split(" "):
        longer = f"{line} {word}" if line else word
        if _fits(longer, font, size, width):
            line = longer
            continue
        if line:
            yield line
        *whole, line = _cut(word, font, size, width)
        yield from whole
    yield line


def _cut(word: str, font: str, size: float, width: float) -> Iterator[str]:
    for piece in cut_at_signs(word, font, size, width):
        rest = piece
        while len(rest) > 1 and not _fits(rest, font, size, width):
            whole = (most for most in range(len(rest) - 1, 1, -1) if _fits(rest[:most], font, size, width))
            most = next(whole, 1)
            yield rest[:most]
            rest = rest[most:]
        yield rest


def _fits(words: str, font: str, size: float, width: float) -> bool:
    return width_of(words, font, size) <= width
