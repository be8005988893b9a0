"""How pieces stand on the page: tables on the grid, headings, cards, twins, what stands side by side."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer
from reportlab.platypus import Table as PlainTable

from .house import BRAND, GUTTER, LINE, RADIUS, REGULAR, S1, S2, S3, S4, S5, WHITE, WIDTH, linked, para, text

Command = tuple[Any, ...]  # a line of a reportlab TableStyle
BARE: Final[Sequence[Command]] = (
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
)
ROW_PADDING: Final = 1.9 * mm
TALLEST_TWINS: Final = 110 * mm
ENDLESS: Final = 1e5  # a height no content reaches: measuring, not placing


class Table(PlainTable):
    """reportlab centres tables; on a grid they start at the left edge, also when a page is shrunk to fit."""

    def __init__(
        self,
        rows: Sequence[Sequence[object]],
        colWidths: Sequence[float],  # noqa: N803 - reportlab builds the halves of a split table by this name
        **options: Any,
    ) -> None:
        super().__init__(rows, colWidths=list(colWidths), **{"hAlign": "LEFT", **options})
        self.setStyle([("FONTNAME", (0, 0), (-1, -1), REGULAR)])  # empty cells would ask for Helvetica


def height_of(parts: Sequence[Flowable], width: float) -> float:
    """Points that `parts` take one under the other at that width, as a cell will measure them."""
    return float(sum(part.wrap(width, ENDLESS)[1] for part in parts))


def heading(words: str, note: str = "", *, room: float = 38 * mm) -> list[Flowable]:
    """A section title; it moves to the next page unless `room` points of what follows fit under it."""
    row = Table(
        [[text(words, "h2"), text(note, "right-muted") if note else ""]],
        [WIDTH * 0.62, WIDTH * 0.38],
        style=[*BARE, ("VALIGN", (0, 0), (-1, -1), "BOTTOM")],
    )
    return [CondPageBreak(room + S5 + 20), Spacer(0, S5), row, Spacer(0, S2)]


def stack(*parts: Flowable, gap: float = S1) -> list[Flowable]:
    """Flowables one under the other with the same space between them."""
    return [piece for part in parts for piece in (part, Spacer(0, gap))][:-1]


def side_by_side(left: list[Flowable], right: list[Flowable], *, width: float = WIDTH) -> Table:
    """Two halves of `width` with a gutter between them; a tall half may break over the page."""
    half = (width - GUTTER) / 2
    return Table([[left, "", right]], [half, GUTTER, half], style=list(BARE), splitInRow=1)


def columns(contents: Sequence[Sequence[object]], *, width: float = WIDTH) -> Table:
    """At least one list of parts; the lists stand beside each other in equal columns."""
    style = [*BARE, ("RIGHTPADDING", (0, 0), (-2, -1), S4)]
    share = width / len(contents)
    return Table([[list(parts) for parts in contents]], [share] * len(contents), style=style, splitInRow=1)


def grid(
    rows: Sequence[Sequence[object]], widths: Sequence[float], *, head: bool = True, padding: float = ROW_PADDING
) -> Table:
    """A table of hairlines; the head is repeated on each page. `padding`: points above and below each row."""
    style: list[Command] = [
        *BARE,
        ("RIGHTPADDING", (0, 0), (-2, -1), S3),
        ("TOPPADDING", (0, 0), (-1, -1), padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
        ("LINEBELOW", (0, 0), (-1, -2), 0.5, LINE),
    ]
    if head:
        style += [("TOPPADDING", (0, 0), (-1, 0), 0), ("LINEBELOW", (0, 0), (-1, 0), 1, BRAND)]
    return Table([list(row) for row in rows], widths, style=style, repeatRows=1 if head else 0, splitInRow=1)


def pairs(rows: Iterable[tuple[str, str]], *, first: float = 42 * mm) -> Table:
    """Name and text on one line, a hairline between rows; rows without text are left out."""
    cells = [[text(name, "small-strong"), para(linked(content), "small")] for name, content in rows if content.strip()]
    return grid(cells, [first, WIDTH - first], head=False)


def facts(items: Iterable[tuple[str, str]], *, across: int = 3, width: float = WIDTH) -> Table:
    """Label over value, in a grid without rules; items without value are left out."""
    cells: list[list[Flowable]] = [
        [text(label, "label"), text(value, "strong")] for label, value in items if value.strip()
    ]
    across = min(across, len(cells)) or 1
    cells += [[] for _ in range(-len(cells) % across)]
    rows = [cells[start : start + across] for start in range(0, len(cells), across)]
    style = [*BARE, ("RIGHTPADDING", (0, 0), (-1, -1), S3), ("BOTTOMPADDING", (0, 0), (-1, -2), S3)]
    return Table(rows or [[[]] * across], [width / across] * across, style=style)


def card(
    parts: Sequence[object], *, width: float = WIDTH, fill: Color = WHITE, edge: Color | None = LINE, pad: float = S4
) -> Table:
    """A rounded card; one row per part, so that a long one breaks over the page instead of failing."""
    style: list[Command] = [
        ("LEFTPADDING", (0, 0), (-1, -1), pad),
        ("RIGHTPADDING", (0, 0), (-1, -1), pad),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), S1),
        ("TOPPADDING", (0, 0), (-1, 0), pad),
        ("BOTTOMPADDING", (0, -1), (-1, -1), pad - S1 / 2),
        ("BACKGROUND", (0, 0), (-1, -1), fill),
        ("ROUNDEDCORNERS", [RADIUS] * 4),
    ]
    if edge is not None:
        style.append(("BOX", (0, 0), (-1, -1), 0.7, edge))
    return Table([[part] for part in parts], [width], style=style, splitInRow=1)


Filling = Callable[[], Sequence[object]]  # gives the parts of a card anew: a flowable belongs to one card


def twins(left: Filling, right: Filling, *, width: float = WIDTH) -> list[Flowable]:
    """Two cards of one height; one above the other, at full width, when they are too tall to stay on one page."""
    half = (width - GUTTER) / 2
    fillings = [list(fill()) for fill in (left, right)]
    tall = [card(parts, width=half).wrap(half, ENDLESS)[1] for parts in fillings]
    if max(tall) > TALLEST_TWINS:
        return stack(*(card(fill(), width=width) for fill in (left, right)), gap=GUTTER)
    for parts, own in zip(fillings, tall, strict=True):
        if own < max(tall) - S1:
            parts.append(Spacer(0, max(tall) - own - S1))
    first, second = (card(parts, width=half) for parts in fillings)
    return [side_by_side([first], [second], width=width)]


class Foot(Flowable):
    """Pushes what it holds to the bottom of the page, or of the next one when there is no room left."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.table = table

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.tall = self.table.wrap(width, height)[1]
        return width, height - 0.1 if self.tall <= height else self.tall

    def draw(self) -> None:
        self.table.drawOn(self.canv, 0, 0)
