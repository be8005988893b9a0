"""The attendance sheet of one half-day, on paper. An empty box is not a presence, and nothing is ticked by default."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final, Self

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from lms_onboarding.common import french
from lms_onboarding.documents.printing.frozen import freeze, thaw
from lms_onboarding.documents.printing.house import (
    BRAND,
    BRAND_SOFT,
    INK,
    LINE,
    LINE_STRONG,
    S1,
    S2,
    S3,
    SUNKEN,
    esc,
    para,
    require_printable,
    sized,
    text,
)
from lms_onboarding.documents.printing.layout import BARE, Command, Table, facts
from lms_onboarding.documents.printing.page import LANDSCAPE, Imprint, Provider, build

from .signatures import HEIGHT, WIDTH

ROOM: Final = LANDSCAPE.width
COLUMNS: Final = (62 * mm, 58 * mm, 42 * mm, ROOM - 162 * mm)
BOX: Final = (28 * mm, 7.4 * mm)
ROW: Final = 9 * mm
MIDDLE: Final[Command] = ("VALIGN", (0, 0), (-1, -1), "MIDDLE")
RULE: Final = (
    "Chaque personne signe elle-même, pendant la demi-journée. Personne n’est présent par défaut : une case vide "
    "n’est pas une présence."
)


@dataclass(frozen=True)
class Signed:
    """How and when somebody signed: strokes, or the name they wrote, or the code of the room."""

    at: time
    drawing: tuple[tuple[int, ...], ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Row:
    """`finding`: « présent », « absence excusée »…; `reason`: its kind, hour and note."""

    name: str
    finding: str
    reason: str = ""
    signed: Signed | None = None


@dataclass(frozen=True)
class HalfDaySheet:
    """Every mandatory field of `emargement`, for one half-day that its trainer countersigned."""

    provider: Provider
    imprint: Imprint
    course: str
    session: str
    day: date
    half: str
    start: time
    end: time
    where: str  # a place, or the tool of a session at a distance
    zone: str
    trainer: str
    trainer_title: str
    trainer_signed: Signed
    rows: tuple[Row, ...]
    observation: str = ""
    corrections: tuple[str, ...] = ()

    def as_frozen(self) -> dict[str, Any]:
        frozen: dict[str, Any] = freeze(self)
        return frozen

    @classmethod
    def from_frozen(cls, frozen: Mapping[str, Any]) -> Self:
        """The sheet that `as_frozen` described. Raises FrozenMismatch."""
        return thaw(cls, frozen)


class Drawn(Flowable):
    """Strokes as they were drawn, in a small box of `size` points."""

    def __init__(self, strokes: Sequence[Sequence[int]], size: tuple[float, float] = BOX) -> None:
        super().__init__()
        self._strokes = strokes
        self.width, self.height = size

    def wrap(self, *_available: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        scale = min(self.width / WIDTH, self.height / HEIGHT)
        pen = self.canv.beginPath()
        for stroke in self._strokes:
            points = [(x * scale, self.height - y * scale) for x, y in zip(stroke[::2], stroke[1::2], strict=True)]
            pen.moveTo(*points[0])
            for point in points[1:] or [(points[0][0] + 0.3, points[0][1])]:
                pen.lineTo(*point)
        self.canv.setStrokeColor(INK)
        self.canv.setLineWidth(0.9)
        self.canv.setLineCap(1)
        self.canv.setLineJoin(1)
        self.canv.drawPath(pen)


def draw_sheet(data: HalfDaySheet) -> bytes:
    """As many pages as needed; the head is repeated. Raises UnprintableText for a name the font cannot write."""
    names = {f"nom de l’apprenant {rank}": row.name for rank, row in enumerate(data.rows, 1)}
    require_printable({**names, "nom du formateur": data.trainer, "intitulé": data.course})
    story: list[Flowable] = [
        _identity(data),
        Spacer(0, S3),
        _table(data),
        Spacer(0, S2),
        text(RULE, "fine"),
    ]
    if data.observation:
        story += [Spacer(0, S2), para(f"<b>Observation du formateur :</b> {esc(data.observation)}", "small")]
    if data.corrections:
        story += [Spacer(0, S2), text("Corrections après contresignature", "small-strong")]
        story += [text(one, "small") for one in data.corrections]
    return build(story, data.provider, data.imprint, paper=LANDSCAPE)


def _identity(data: HalfDaySheet) -> Table:
    day = french.day(data.day)
    return facts(
        [
            ("Formation", data.course),
            ("Session", data.session),
            ("Date et demi-journée", f"{day[:1].upper()}{day[1:]}, {data.half}"),
            ("Heures", f"de {french.hours_between(data.start, data.end)} (fuseau {data.zone})"),
            ("Lieu ou outil", data.where),
            (
                "Formateur ou formatrice",
                f"{data.trainer}, {data.trainer_title}" if data.trainer_title else data.trainer,
            ),
        ],
        across=3,
        width=ROOM,
    )


def _table(data: HalfDaySheet) -> Table:
    heads = ("Nom et prénom", "Signature", "Constat", "Absence, retard : motif et précision")
    rows: list[list[object]] = [[text(head, "label") for head in heads]]
    rows += [
        [text(row.name, "small-strong"), _signature(row.signed), text(row.finding, "small"), text(row.reason, "small")]
        for row in data.rows
    ]
    signer = [text(data.trainer, "small-strong"), text("nom et signature du formateur ou de la formatrice", "fine")]
    rows.append([signer, _signature(data.trainer_signed), text("contresigné", "small"), ""])
    style: list[Command] = [
        *BARE,
        ("LEFTPADDING", (0, 0), (-1, -1), S2),
        ("RIGHTPADDING", (0, 0), (-1, -1), S1),
        ("TOPPADDING", (0, 0), (-1, -1), S1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), S1),
        ("VALIGN", (0, 1), (-1, -1), "MIDDLE"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE_STRONG),
        ("LINEBEFORE", (1, 0), (-1, -1), 0.5, LINE),
        ("LINEBELOW", (0, 0), (-1, 0), 1.1, BRAND),
        ("BACKGROUND", (0, 0), (-1, 0), SUNKEN),
        ("BACKGROUND", (0, -1), (-1, -1), BRAND_SOFT),
    ]
    # Most rows hold one line: each is as high as a drawn signature, so that the sheet reads as one.
    return Table(rows, list(COLUMNS), style=style, repeatRows=1, minRowHeights=[0, *[ROW] * (len(rows) - 1)])


def _signature(signed: Signed | None) -> list[Flowable]:
    if signed is None:
        return []
    said = para(f"<b>signé à {french.hour(signed.at)}</b>", sized("small", 8.3, 11, BRAND))
    if signed.drawing:
        beside = Table([[Drawn(signed.drawing), said]], [BOX[0] + S2, 26 * mm], style=[*BARE, MIDDLE])
        return [beside]
    return [*([text(signed.words, "small")] if signed.words else []), said]
