"""The large title."""

from typing import Final, NamedTuple

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable

from .house import BRAND, EXTRA, INK, clean, width_of


class Word(NamedTuple):
    """A word of a title; `glued` when no space stands before it (a full stop after the accent)."""

    letters: str
    accented: bool
    glued: bool


def words_of(title: str, accent: str) -> list[Word]:
    """`title` word by word, those of its first `accent` marked: « Inès, lundi. » accented on « lundi »."""
    before, found, after = title.partition(accent) if accent else (title, "", "")
    words: list[Word] = []
    touching = False
    for run, accented in ((before, False), (found, True), (after, False)):
        for index, letters in enumerate(run.split(" ")):
            if letters:
                words.append(Word(letters, accented, glued=touching and index == 0))
        if run:
            touching = not run.endswith(" ")
    return words


class Title(Flowable):
    """A large title with the tight tracking of the web, one accented run, at most three lines balanced in width."""

    TRACKING: Final = -0.03  # of the size
    LEADING: Final = 1.12
    MOST_LINES: Final = 3

    def __init__(
        self, words: str, *, accent: str = "", size: float = 27, ink: Color = INK, accent_ink: Color = BRAND
    ) -> None:
        super().__init__()
        self.size, self.ink, self.accent_ink = size, ink, accent_ink
        self.words = words_of(clean(words).replace("\n", " "), clean(accent))

    def _measure(self, letters: str) -> float:
        return width_of(letters, EXTRA, self.size) + len(letters) * self.TRACKING * self.size

    def _lines(self, width: float) -> list[list[Word]]:
        lines: list[list[Word]] = []
        used, space = 0.0, self._measure(" ")
        for word in self.words:
            own = self._measure(word.letters)
            gap = 0 if word.glued else space
            if not lines or (not word.glued and used + gap + own > width):
                lines.append([])
                used, gap = 0.0, 0
            lines[-1].append(word)
            used += gap + own
        return lines

    def _widest(self) -> float:
        return max((self._measure(word.letters) for word in self.words), default=0)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        while self.size > 12 and self._widest() > width:
            self.size -= 0.5
        while self.size > 16 and len(self._lines(width)) > self.MOST_LINES:
            self.size -= 1
        wanted, narrow, wide = len(self._lines(width)), max(width / 3, self._widest()), width
        while wide - narrow > 1:
            middle = (narrow + wide) / 2
            narrow, wide = (narrow, middle) if len(self._lines(middle)) <= wanted else (middle, wide)
        self.lines = self._lines(wide)
        self.width, self.height = width, len(self.lines) * self.size * self.LEADING
        return width, self.height

    def draw(self) -> None:
        """A line is one run of text that only changes ink, so that a reader copies « Inès, lundi. » in one piece."""
        for index, line in enumerate(self.lines):
            run = self.canv.beginText(0, self.height - self.size * (0.86 + self.LEADING * index))
            run.setFont(EXTRA, self.size)
            run.setCharSpace(self.TRACKING * self.size)
            for position, word in enumerate(line):
                run.setFillColor(self.accent_ink if word.accented else self.ink)
                run.textOut(word.letters if word.glued or position == 0 else f" {word.letters}")
            self.canv.drawText(run)
