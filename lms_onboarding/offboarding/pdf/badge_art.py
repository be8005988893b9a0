"""The art of the badges that come with the product, drawn as vectors: three threads in one hexagon, without a word."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import Final

from reportlab.graphics.shapes import Circle, Drawing, Line, Path, PolyLine, Shape
from reportlab.lib.colors import Color, HexColor

from lms_onboarding.documents.printing.house import BRAND, MIMOSA, PANEL, WHITE

Point = tuple[float, float]
SIDE: Final = 132  # units of a square; y runs upwards, as on paper
STITCHES: Final = 56
SEAM: Final = 304.53  # length of the seam: its stitches close without a doubled one
HEXAGON: Final[Sequence[Point]] = ((66, 130), (121.5, 98), (121.5, 34), (66, 2), (10.5, 34), (10.5, 98))
PALE: Final = HexColor("#dcefef")
BARS: Final = HexColor("#85aeb2")


@dataclass(frozen=True)
class _Inks:
    """Three grounds, dark, sun and light: told apart when small and in grey."""

    ground: Color
    edge: Color
    thread: Color
    disc: Color
    tick: Color


@dataclass(frozen=True)
class _Art:
    """A thread, the stops on its way, and where it is sealed; `beneath` is drawn before it."""

    inks: _Inks
    start: Point
    curves: Sequence[Sequence[float]]  # six numbers: a curve; two: a straight line
    stops: Sequence[Point]
    seal: Point
    beneath: Callable[[_Inks], Iterator[Shape]] = lambda _inks: iter(())
    is_rimmed: bool = True  # whether the stops have a rim of the thread's ink


def _spark(inks: _Inks) -> Iterator[Shape]:
    """Something new."""
    for x1, y1, x2, y2 in ((92, 99, 92, 93.5), (92, 82.5, 92, 77), (81, 88, 86.5, 88), (97.5, 88, 103, 88)):
        yield Line(x1, y1, x2, y2, strokeColor=inks.thread, strokeWidth=3.8, strokeLineCap=1)


def _bars(_inks: _Inks) -> Iterator[Shape]:
    """Figures that rise."""
    for column, top in ((38, 50), (63, 66), (90, 87)):
        yield Line(column, 35, column, top, strokeColor=BARS, strokeWidth=5, strokeLineCap=1)


# By the name of the badge (its slug in `badges`): three settings put in order, a stroke of the pen, three steps up.
_ARTS: Final[Mapping[str, _Art]] = {
    "badge-admin": _Art(
        _Inks(PANEL, PANEL, MIMOSA, MIMOSA, PANEL),
        (38, 90),
        ((84, 90), (98, 90, 98, 68, 84, 68), (50, 68), (36, 68, 36, 46, 50, 46), (84, 46)),
        ((52, 90), (74, 68)),
        (86, 45),
        is_rimmed=False,
    ),
    "badge-createur": _Art(
        _Inks(MIMOSA, MIMOSA, PANEL, PANEL, MIMOSA),
        (36, 47),
        ((56, 47, 72, 70, 70, 89), (69, 100, 54, 100, 53, 87), (51, 66, 63, 53, 88, 53)),
        ((36, 47),),
        (88, 53),
        _spark,
    ),
    "badge-manager": _Art(
        _Inks(PALE, BRAND, BRAND, MIMOSA, PANEL),
        (38, 50),
        ((51, 50, 50, 66, 63, 66), (77, 66, 74, 87, 90, 87)),
        ((38, 50), (63, 66)),
        (90, 87),
        _bars,
    ),
}


def picture(slug: str, side: float) -> Drawing | None:
    """The badge, `side` points wide and high, transparent outside the hexagon; None for a badge that is not ours."""
    art = _ARTS.get(slug)
    if art is None:
        return None
    drawing = Drawing(SIDE, SIDE)
    for shape in _shapes(art):
        drawing.add(shape)
    drawing.scale(side / SIDE, side / SIDE)
    drawing.width = drawing.height = side
    return drawing


def _shapes(art: _Art) -> Iterator[Shape]:
    inks, (x, y) = art.inks, art.seal
    has_rim = inks.edge is not inks.ground
    ground = _rounded(HEXAGON, 3.5 if has_rim else 2, 15)
    ground.fillColor, ground.strokeColor, ground.strokeWidth = inks.ground, inks.edge, 4 if has_rim else 0.1
    yield ground
    seam = _rounded(HEXAGON, 11, 12)
    seam.fillColor, seam.strokeColor, seam.strokeWidth, seam.strokeLineCap = None, inks.thread, 1.9, 1
    seam.strokeDashArray = [0.01, SEAM / STITCHES - 0.01]
    yield seam
    yield from art.beneath(inks)
    yield _thread(art)
    for stop in art.stops:
        rim = inks.thread if art.is_rimmed else None
        yield Circle(*stop, 7.4, fillColor=WHITE, strokeColor=rim, strokeWidth=3)
    yield Circle(x, y, 14, fillColor=inks.disc, strokeColor=inks.ground, strokeWidth=2.5)
    tick = [x - 6.2, y - 0.4, x - 1.7, y - 4.9, x + 6.4, y + 4.4]
    yield PolyLine(tick, strokeColor=inks.tick, strokeWidth=3.8, strokeLineCap=1, strokeLineJoin=1)


def _thread(art: _Art) -> Path:
    path = Path(fillColor=None, strokeColor=art.inks.thread, strokeWidth=6.4, strokeLineCap=1, strokeLineJoin=1)
    path.moveTo(*art.start)
    for one in art.curves:
        (path.lineTo if len(one) == 2 else path.curveTo)(*one)
    return path


def _rounded(points: Sequence[Point], inset: float, radius: float) -> Path:
    """A hexagon `inset` units nearer the centre, each corner replaced by a curve that starts `radius` away from it."""
    middle, share = SIDE / 2, 1 - inset / 64
    corners = [(middle + (x - middle) * share, middle + (y - middle) * share) for x, y in points]
    path = Path()
    for (before, corner), (_corner, after) in pairwise(pairwise([corners[-1], *corners, corners[0]])):
        start, end = _toward(before, corner, radius), _toward(after, corner, radius)
        (path.lineTo if path.points else path.moveTo)(*start)
        soft = [(corner[0] * 0.6 + near[0] * 0.4, corner[1] * 0.6 + near[1] * 0.4) for near in (start, end)]
        path.curveTo(*soft[0], *soft[1], *end)
    path.closePath()
    return path


def _toward(other: Point, origin: Point, distance: float) -> Point:
    share = distance / hypot(other[0] - origin[0], other[1] - origin[1])
    return origin[0] + (other[0] - origin[0]) * share, origin[1] + (other[1] - origin[1]) * share
