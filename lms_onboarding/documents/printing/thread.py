"""« Le fil »: the one drawing that every document shares, plus the mark, the icons and the QR code."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

import segno
from reportlab.graphics.shapes import Circle, Drawing, Path, PolyLine
from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from .house import (
    BOLD,
    BRAND,
    INK_SOFT,
    LINE_STRONG,
    MIMOSA,
    OK,
    ON_PANEL,
    PANEL,
    S2,
    WARN,
    WHITE,
    clean,
    esc,
    para,
    sized,
    width_of,
)


class Step(StrEnum):
    """Where a stage stands on the day of issue."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Stage:
    """A stage of the path: what it is called, when it takes place (absolute, short), where it stands."""

    name: str
    when: str
    step: Step


LABEL_SIZE: Final = 8.3
SMALLEST_LABEL: Final = 5.8


def wave(points: Sequence[tuple[float, float]], color: Color, width: float, *, dotted: bool = False) -> Path:
    """A smooth path through `points`, horizontal at each of them."""
    path = Path(strokeColor=color, strokeWidth=width, fillColor=None, strokeLineCap=1)
    if dotted:
        path.strokeDashArray = [0.1, width * 3.4]
    path.moveTo(*points[0])
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (x0 + x1) / 2
        path.curveTo(middle, y0, middle, y1, x1, y1)
    return path


def route(stages: Sequence[Stage], width: float, *, on_panel: bool) -> Drawing:
    """The geometry of the path without a word of text; `stages` holds at least one."""
    high, low, cell = 20.0, 9.0, width / len(stages)
    points = [(cell * (index + 0.5), high if index % 2 == 0 else low) for index in range(len(stages))]
    last = max((index for index, stage in enumerate(stages) if stage.step is not Step.AHEAD), default=0)
    walked, ahead = (MIMOSA, ON_PANEL) if on_panel else (BRAND, LINE_STRONG)
    ground = PANEL if on_panel else WHITE
    drawing = Drawing(width, high + low)
    drawing.add(wave(points[last:], ahead, 1, dotted=True))
    drawing.add(wave(points[: last + 1], walked, 1.8))
    for (x, y), stage in zip(points, stages, strict=True):
        if stage.step is Step.NOW:
            drawing.add(Circle(x, y, 8.2, fillColor=MIMOSA, fillOpacity=0.3, strokeColor=None))
            drawing.add(Circle(x, y, 4.6, fillColor=ground, strokeColor=walked, strokeWidth=2.2))
        elif stage.step is Step.DONE:
            drawing.add(Circle(x, y, 4.6, fillColor=walked, strokeColor=walked))
        else:
            drawing.add(Circle(x, y, 4.6, fillColor=ground, strokeColor=ahead))
    return drawing


class Route(Flowable):
    """The path with its words: names and dates centred under each stage, wrapping as they need."""

    def __init__(self, stages: Sequence[Stage], *, on_panel: bool = False) -> None:
        super().__init__()
        self.stages, self.on_panel = stages, on_panel

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.drawing = route(self.stages, width, on_panel=self.on_panel)
        cell = width / len(self.stages) - S2
        words = " ".join(f"{stage.name} {stage.when}" for stage in self.stages).split(" ")
        widest = max(width_of(clean(word), BOLD, LABEL_SIZE) for word in words)
        # the longest word decides for all: none is cut in two, and they keep one size
        size = max(SMALLEST_LABEL, min(LABEL_SIZE, LABEL_SIZE * cell / max(widest, 1)))
        current, usual, dated = (MIMOSA, WHITE, ON_PANEL) if self.on_panel else (BRAND, PANEL, INK_SOFT)
        self.labels = []
        for stage in self.stages:
            ink = current if stage.step is Step.NOW else usual
            name = para(f"<b>{esc(stage.name)}</b>", sized("centre-muted", size, size * 1.42, ink))
            when = para(esc(stage.when), sized("centre-muted", size, size * 1.42, dated))
            self.labels.append([(label, float(label.wrap(cell, 1000)[1])) for label in (name, when)])
        tallest = max(sum(height for _, height in pair) for pair in self.labels)
        self.width, self.height = width, self.drawing.height + tallest + 2
        return width, self.height

    def draw(self) -> None:
        self.drawing.drawOn(self.canv, 0, self.height - self.drawing.height)
        cell = self.width / len(self.stages)
        for index, pair in enumerate(self.labels):
            y = self.height - self.drawing.height - 2
            for label, height in pair:
                y -= height
                label.drawOn(self.canv, index * cell + S2 / 2, y)


def mark(canvas: Canvas, x: float, y: float, size: float, *, on_panel: bool = False) -> None:
    """The mark of the product, lower left corner at (x, y), on its grid of 32 units."""
    canvas.saveState()
    canvas.translate(x, y + size)
    canvas.scale(size / 32, -size / 32)
    canvas.setFillColor(BRAND if on_panel else PANEL)
    canvas.roundRect(0, 0, 32, 32, 9, stroke=0, fill=1)
    canvas.setStrokeColor(MIMOSA)
    canvas.setLineWidth(2.5)
    canvas.setLineCap(1)
    path = canvas.beginPath()
    path.moveTo(7, 21)
    path.curveTo(12, 21, 12, 11, 17, 11)
    path.curveTo(22, 11, 21, 17, 25, 17)
    canvas.drawPath(path)
    canvas.setFillColor(WHITE)
    canvas.circle(7, 21, 2.5, stroke=0, fill=1)
    canvas.setFillColor(MIMOSA)
    canvas.circle(25, 17, 2.5, stroke=0, fill=1)
    canvas.restoreState()


class QR(Flowable):
    """A QR code as one vector path: runs of dark modules become rectangles. The page is its quiet zone.

    Four times faster than reportlab's own widget, and a reader who clicks instead of scanning gets a link.
    """

    def __init__(self, url: str, size: float) -> None:
        super().__init__()
        self.url, self.width, self.height = url, size, size

    def draw(self) -> None:
        rows = [list(row) for row in segno.make(self.url, error="m", micro=False).matrix_iter(border=0)]
        side = self.width / len(rows)
        path = self.canv.beginPath()
        for index, row in enumerate(rows):
            y = self.height - (index + 1) * side
            for start, end in _runs(row):
                path.rect(start * side, y, (end - start) * side, side)
        self.canv.setFillColor(PANEL)
        self.canv.drawPath(path, stroke=0, fill=1)
        self.canv.linkURL(self.url, (0, 0, self.width, self.height), relative=1)


def _runs(row: Sequence[int]) -> list[tuple[int, int]]:
    """Where dark modules start and end: [1, 1, 0, 1] → [(0, 2), (3, 4)]."""
    edges = [index for index, (before, after) in enumerate(pairwise([0, *row, 0])) if bool(before) != bool(after)]
    return list(zip(edges[::2], edges[1::2], strict=True))


_ICONS: Final[dict[str, tuple[tuple[float, ...], ...]]] = {  # polylines on a grid of 24 units, y downwards
    "check": ((5, 12.5, 9.5, 17, 19, 7.5),),
    "box": ((4, 4, 20, 4, 20, 20, 4, 20, 4, 4),),
    "arrow": ((5, 12, 19, 12), (13.5, 6.5, 19, 12, 13.5, 17.5)),
    "minus": ((6, 12, 18, 12),),
    "ticked": ((4, 4, 20, 4, 20, 20, 4, 20, 4, 4), (7.5, 12, 11, 15.5, 16.5, 8.5)),
}
_INKS: Final = {"check": OK, "box": LINE_STRONG, "arrow": WARN, "minus": LINE_STRONG, "ticked": BRAND}


def icon(name: str, size: float = 10) -> Drawing:
    """« check », « box », « ticked », « arrow » or « minus », drawn: the font has none of them."""
    drawing, scale = Drawing(size, size), size / 24
    for line in _ICONS[name]:
        points = [value * scale if index % 2 == 0 else size - value * scale for index, value in enumerate(line)]
        drawing.add(
            PolyLine(points, strokeColor=_INKS[name], strokeWidth=2.4 * scale, strokeLineCap=1, strokeLineJoin=1)
        )
    return drawing
