"""Small charts, one row each and without text: the words stay in the table around them."""

from collections.abc import Sequence

from reportlab.graphics.shapes import Circle, Drawing, Line, Rect
from reportlab.lib.colors import HexColor

from lms_onboarding.documents.printing.house import (
    BRAND,
    DANGER,
    LINE_STRONG,
    MIMOSA,
    SUNKEN,
    WARN,
    WHITE,
)

STRONG_SPAN, WEAK_SPAN = HexColor("#85aeb2"), HexColor("#ffdf94")
TOP = 5


def dumbbell(before: int | None, after: int | None, *, width: float, strong: bool) -> Drawing:
    """Before and after on a scale from 0 to 5. A ring is before; a dark disc is a strength, a mimosa one is not."""
    drawing, y, edge = Drawing(width, 14), 7.0, 6.5

    def x(level: int) -> float:
        return edge + max(0, min(level, TOP)) / TOP * (width - 2 * edge)

    drawing.add(Line(x(0), y, x(TOP), y, strokeColor=SUNKEN, strokeWidth=5, strokeLineCap=1))
    for tick in range(TOP + 1):
        drawing.add(Circle(x(tick), y, 0.8, fillColor=LINE_STRONG, strokeColor=None))
    if before is not None and after is not None:
        span = STRONG_SPAN if strong else WEAK_SPAN
        drawing.add(Line(x(before), y, x(after), y, strokeColor=span, strokeWidth=5))
    if before is not None and before != after:
        drawing.add(Circle(x(before), y, 3.8, fillColor=WHITE, strokeColor=LINE_STRONG, strokeWidth=1.7))
    if after is not None:
        drawing.add(
            Circle(x(after), y, 5.4, fillColor=BRAND if strong else MIMOSA, strokeColor=BRAND, strokeWidth=1.3)
        )
    return drawing


def squares(presences: Sequence[str], *, width: float, side: float = 14) -> Drawing:
    """One square per half-day, wrapping; an absence is struck through, so that it survives a black and white print.
    A half-day of which nothing was found stays empty."""
    gap = 2.5
    per_row = max(1, int((width + gap) // (side + gap)))
    rows = -(-len(presences) // per_row) or 1
    drawing = Drawing(width, rows * (side + gap) - gap)
    for index, presence in enumerate(presences):
        row, column = divmod(index, per_row)
        x, y = column * (side + gap), drawing.height - side - row * (side + gap)
        ink = {"excused": WARN, "absent": DANGER}.get(presence, LINE_STRONG)
        box = Rect(
            x + 0.4, y + 0.4, side - 0.8, side - 0.8, rx=2, ry=2, strokeColor=ink, strokeWidth=0.9, fillColor=WHITE
        )
        if presence in ("present", "late"):
            box.fillColor = box.strokeColor = BRAND
        drawing.add(box)
        if presence in ("excused", "absent"):
            drawing.add(Line(x + 3, y + 3, x + side - 3, y + side - 3, strokeColor=ink, strokeWidth=1.1))
        if presence == "absent":
            drawing.add(Line(x + 3, y + side - 3, x + side - 3, y + 3, strokeColor=ink, strokeWidth=1.1))
    return drawing


def dot(*, filled: bool, strong: bool = True) -> Drawing:
    """A disc of the legend."""
    drawing = Drawing(11, 10)
    fill = (BRAND if strong else MIMOSA) if filled else WHITE
    drawing.add(Circle(5, 4, 3.6, fillColor=fill, strokeColor=BRAND if filled else LINE_STRONG, strokeWidth=1.3))
    return drawing
