"""The sheet of a whole session on paper: one column per half-day, as many pages as people and half-days ask.

The same drawing serves before, to sign by hand, and afterwards, with what was signed and found. An empty box is not a
presence, and nothing is ticked by default.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, Final

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer

from lms_onboarding.common import french
from lms_onboarding.documents.printing.frozen import freeze
from lms_onboarding.documents.printing.house import (
    BRAND,
    BRAND_SOFT,
    LINE,
    LINE_STRONG,
    S1,
    S2,
    S3,
    S4,
    SUNKEN,
    para,
    require_printable,
    sized,
    text,
)
from lms_onboarding.documents.printing.layout import BARE, Command, Table, facts, height_of
from lms_onboarding.documents.printing.page import LANDSCAPE, Imprint, Provider, build

from .pdf import Drawn, Signed

ROOM: Final = LANDSCAPE.width
NAMES: Final = 57 * mm
WIDEST: Final = 52 * mm
PER_SHEET, LEARNERS = 6, 12  # half-days and people on a page
LOWEST, HIGHEST, TRAINER = 8.2 * mm, 13 * mm, 15 * mm  # heights of the rows to sign in
BOX: Final = (26 * mm, 5.6 * mm)
RULE: Final = (
    "Chaque personne signe elle-même, pendant la demi-journée. Une case vide n’est pas une présence : indiquer "
    "l’absence et, si utile, son motif, sans donnée de santé."
)


@dataclass(frozen=True)
class Column:
    """A half-day: `trainer` is who signed it, or who is to; `number`: the sheet that its signature issued."""

    day: date
    half: str
    start: time
    end: time
    where: str  # « sur place », « à distance »
    trainer: str
    trainer_signed: Signed | None = None
    number: str = ""


@dataclass(frozen=True)
class Box:
    """One person on one half-day; a box without anything in it is to be signed by hand."""

    signed: Signed | None = None
    finding: str = ""
    reason: str = ""
    outside: bool = False  # they had no place in the session that half-day


@dataclass(frozen=True)
class Learner:
    name: str
    boxes: tuple[Box, ...]  # one per column


@dataclass(frozen=True)
class SessionSheet:
    """Every mandatory field of `emargement`, for the half-days of a session. `place` and `tool` are those of the
    columns on site and at a distance."""

    provider: Provider
    imprint: Imprint
    course: str
    session: str
    zone: str
    place: str
    tool: str
    columns: tuple[Column, ...]
    learners: tuple[Learner, ...]
    observations: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()

    def as_frozen(self) -> dict[str, Any]:
        """Without the strokes: each is in the sheet of its half-day, whose number is here, and in the bytes."""
        learners = tuple(replace(one, boxes=tuple(map(_box_without, one.boxes))) for one in self.learners)
        columns = tuple(replace(one, trainer_signed=_without(one.trainer_signed)) for one in self.columns)
        frozen: dict[str, Any] = freeze(replace(self, learners=learners, columns=columns))
        return frozen


def _box_without(box: Box) -> Box:
    return replace(box, signed=_without(box.signed))


def _without(signed: Signed | None) -> Signed | None:
    return replace(signed, drawing=()) if signed else None


def even(count: int, most: int) -> list[range]:
    """`count` things in the fewest groups of at most `most`, the groups as equal as possible."""
    groups = -(-count // most)
    size = -(-count // groups) if groups else 1
    return [range(start, min(start + size, count)) for start in range(0, count, size)]


def draw_session_sheet(data: SessionSheet) -> bytes:
    """Twelve people and six half-days a page at most, fewer when signatures and reasons need the room.

    Raises UnprintableText for a name the font cannot write.
    """
    names = {f"nom de l’apprenant {rank}": row.name for rank, row in enumerate(data.learners, 1)}
    trainers = {f"nom du formateur {rank}": one.trainer for rank, one in enumerate(data.columns, 1)}
    require_printable({**names, **trainers, "intitulé": data.course})
    story: list[Flowable] = []
    for columns in even(len(data.columns), PER_SHEET):
        for page in _Pages(data, columns).drawn():
            story += [PageBreak(), *page] if story else page
    story += _notes(data)
    return build(story, data.provider, data.imprint, paper=LANDSCAPE)


class _Pages:
    """The pages of a few half-days. Boxes are measured once, then people are dealt out as evenly as they fit."""

    def __init__(self, data: SessionSheet, columns: Sequence[int]) -> None:
        self._data, self._columns = data, columns
        width = min((ROOM - NAMES) / len(columns), WIDEST)
        names = ROOM - width * len(columns) if len(columns) > 3 else NAMES + 20 * mm
        self._widths = [names, *[width] * len(columns)]
        self._rows = [
            [[text(one.name, "small-strong")], *(_box(one.boxes[column]) for column in columns)]
            for one in data.learners
        ]
        self._heights = [self._height(row) for row in self._rows]

    def drawn(self) -> list[list[Flowable]]:
        room = LANDSCAPE.height - height_of(self._page(range(0), 0), ROOM) - 1
        pages = self._dealt(room, LEARNERS)
        evened = next(
            dealt for most in range(1, LEARNERS + 1) if len(dealt := self._dealt(room, most)) == len(pages)
        )  # as few pages, and none that stays nearly empty
        return [self._page(page, self._row(page, room)) for page in evened]

    def _dealt(self, room: float, most: int) -> list[range]:
        """The people of each page, in order: `most` of them, fewer where their boxes are tall."""
        pages, start, used = [], 0, 0.0
        for row, own in enumerate(self._heights):
            tall = max(LOWEST, own)
            if row > start and (row - start == most or used + tall > room):
                pages.append(range(start, row))
                start, used = row, 0.0
            used += tall
        return [*pages, range(start, len(self._heights))]

    def _row(self, page: range, room: float) -> float:
        """How high a bare row may grow, so that there is room to sign."""
        slack = room - sum(max(LOWEST, self._heights[row]) for row in page)
        return min(HIGHEST, LOWEST + max(0.0, slack) / len(page))

    def _height(self, row: Sequence[list[Flowable]]) -> float:
        return max(height_of(cell, width - S3) for cell, width in zip(row, self._widths, strict=True)) + S2

    def _page(self, rows: Sequence[int], row: float) -> list[Flowable]:
        heights = [max(self._heights[one], row) for one in rows]
        return [self._identity(), Spacer(0, S3), self._table(rows, heights), Spacer(0, S2), text(RULE, "fine")]

    def _identity(self) -> Table:
        data = self._data
        items = [
            ("Formation", data.course),
            ("Session", data.session),
            ("Heures affichées", f"fuseau {data.zone}"),
            ("Lieu", data.place),
            ("Outil à distance", data.tool),
        ]
        return facts(items, across=4, width=ROOM)

    def _table(self, rows: Sequence[int], heights: Sequence[float]) -> Table:
        columns = [self._data.columns[column] for column in self._columns]
        head = [text("Nom et prénom", "label"), *(_head(column) for column in columns)]
        trainer = [
            [text("Formateur ou formatrice : nom et signature", "small-strong")],
            *(_trainer(one) for one in columns),
        ]
        cells: list[list[Any]] = [head, *(self._rows[row] for row in rows), trainer]
        style: list[Command] = [
            *BARE,
            ("LEFTPADDING", (0, 0), (-1, -1), S2),
            ("RIGHTPADDING", (0, 0), (-1, -1), S1),
            ("TOPPADDING", (0, 0), (-1, -1), S1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), S1),
            ("VALIGN", (0, 1), (-1, -2), "MIDDLE"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE_STRONG),
            ("LINEBEFORE", (1, 0), (-1, -1), 0.5, LINE),
            ("LINEBELOW", (0, 0), (-1, 0), 1.1, BRAND),
            ("BACKGROUND", (0, 0), (-1, 0), SUNKEN),
            ("BACKGROUND", (0, -1), (-1, -1), BRAND_SOFT),
        ]
        return Table(
            cells,
            self._widths,
            style=style,
            rowHeights=[None, *heights, max(TRAINER, self._height(trainer))],
        )


def _head(column: Column) -> list[Flowable]:
    weekday = french.day(column.day)[:3].capitalize()
    return [
        text(f"{weekday}. {french.day_short(column.day)} {column.day.year}", "small-strong"),
        text(column.half, "small"),
        text(french.hours_between(column.start, column.end), "small"),
        text(column.where, "fine"),
    ]


def _box(box: Box) -> list[Flowable]:
    if box.outside:
        return [text("hors inscription", "fine")]
    parts = _signed(box.signed) if box.signed else []
    parts += [text(box.finding, "small")] if box.finding else []
    return parts + ([text(box.reason, "fine")] if box.reason else [])


def _trainer(column: Column) -> list[Flowable]:
    parts: list[Flowable] = [text(column.trainer, "small")]
    parts += _signed(column.trainer_signed) if column.trainer_signed else []
    return parts + ([text(f"feuille n° {column.number}", "fine")] if column.number else [])


def _signed(signed: Signed) -> list[Flowable]:
    said: list[Flowable] = [para(f"<b>signé à {french.hour(signed.at)}</b>", sized("small", 8.3, 11, BRAND))]
    if signed.drawing:
        return [*said, Drawn(signed.drawing, BOX)]
    return [*said, text(signed.words, "fine")] if signed.words else said


def _notes(data: SessionSheet) -> list[Flowable]:
    """Under the last names where there is room."""
    sections: Mapping[str, tuple[str, ...]] = {
        "Observations des formateurs": data.observations,
        "Corrections après contresignature": data.corrections,
    }
    story: list[Flowable] = []
    for title, lines in sections.items():
        if lines:
            story += [CondPageBreak(24 * mm), Spacer(0, S4), text(title, "h3"), Spacer(0, S1)]
            story += [text(line, "small") for line in lines]
    return story
