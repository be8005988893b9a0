"""The panel at the head of a personal document: one sentence, one line under it, the path."""

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from .house import A4, MARGIN, MIMOSA, PANEL, WHITE, WIDTH, para
from .thread import Route, Stage
from .title import Title


class Hero:
    """Measures itself first, so that the page below starts where it ends whatever the length of the names.

    `lead` is markup (data through `esc`); `height` is in points from the top edge; without stages, no path.
    """

    def __init__(self, title: str, accent: str, lead: str, stages: Sequence[Stage]) -> None:
        pieces: list[tuple[Flowable, float, float]] = [  # a part, the space above it, its width
            (Title(title, accent=accent, size=29, ink=WHITE, accent_ink=MIMOSA), 33 * mm, WIDTH * 0.92),
            (para(lead, "lead-on-panel"), 3 * mm, WIDTH * 0.86),
        ]
        if stages:
            pieces.append((Route(stages, on_panel=True), 8 * mm, WIDTH))
        self._placed: list[tuple[Flowable, float]] = []  # a part, its lower edge under the top of the sheet
        below = 0.0
        for part, space, width in pieces:
            below += space + part.wrap(width, 1000)[1]
            self._placed.append((part, below))
        self.height = below + 7 * mm

    def __call__(self, canvas: Canvas) -> None:
        canvas.setFillColor(PANEL)
        canvas.rect(0, A4[1] - self.height, A4[0], self.height, stroke=0, fill=1)
        for part, below in self._placed:
            part.drawOn(canvas, MARGIN, A4[1] - below)
