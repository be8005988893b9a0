"""What documents say in the same way everywhere: quotes, lists, stops on the thread, people, codes to scan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from .house import (
    BRAND,
    MIMOSA_SOFT,
    RADIUS,
    S1,
    S2,
    S3,
    S4,
    S5,
    SUNKEN,
    WHITE,
    WIDTH,
    esc,
    linked,
    para,
    text,
)
from .layout import BARE, Table, card, height_of
from .thread import QR, icon


def quote(words: str, name: str, role: str, *, width: float = WIDTH) -> Table:
    """A person's own words, on mimosa, signed « name, role »."""
    signed = f"<b>{esc(name)}</b>, {esc(role)}" if name and role else f"<b>{esc(name or role)}</b>"
    said = words.strip().removeprefix("«").removesuffix("»").strip()
    return card(
        [para(f"« {esc(said)} »", "quote"), para(signed, "small")], width=width, fill=MIMOSA_SOFT, edge=None, pad=S5
    )


def listing(items: Iterable[str], *, mark: str = "check", width: float = WIDTH, style: str = "body") -> Table:
    """A list of at least one item whose bullets are icons; items are markup (data through `esc`)."""
    rows = [[icon(mark, 10.5), para(item, style)] for item in items]
    cells = [*BARE, ("TOPPADDING", (0, 0), (0, -1), 1.2), ("BOTTOMPADDING", (0, 0), (-1, -2), S1)]
    return Table(rows, [6 * mm, width - 6 * mm], style=cells, splitInRow=1)


class Stop(Flowable):
    """A stop on the vertical thread and the line down to the next one, drawn to the left of the text that follows.

    It has no size of its own. A table's LINEBEFORE is drawn after the cells and would cross the stops.
    """

    RADIUS: Final = 4.4
    LINE_BELOW_TOP: Final = 6.8  # points from the top of the text to the middle of its first line

    def __init__(self, shift: float, *, drop: float = 0, ahead: bool = False) -> None:
        super().__init__()
        self.shift, self.drop, self.ahead, self.width, self.height = shift, drop, ahead, 0, 0

    def draw(self) -> None:
        canvas, x, y = self.canv, -self.shift, -self.LINE_BELOW_TOP
        canvas.setStrokeColor(BRAND)
        canvas.setFillColor(WHITE if self.ahead else BRAND)
        canvas.setLineWidth(1.3)
        if self.drop:
            canvas.setDash([2, 2] if self.ahead else [])
            canvas.line(x, y, x, y - self.drop)
            canvas.setDash([])
        canvas.circle(x, y, self.RADIUS, stroke=1, fill=1)


def steps(stages: Sequence[tuple[str, str]], *, width: float = WIDTH) -> Table:
    """What comes next along the thread: (what, when), in order; at least one."""
    rows: list[list[object]] = []
    for index, (what, when) in enumerate(stages):
        said = [text(what, "strong"), text(when, "muted")]
        drop = height_of(said, width - 5 - S4) + S3 if index < len(stages) - 1 else 0
        rows.append(["", [Stop(S4, drop=drop, ahead=True), *said]])
    style = [*BARE, ("LEFTPADDING", (1, 0), (1, -1), S4), ("BOTTOMPADDING", (0, 0), (-1, -2), S3)]
    return Table(rows, [5, width - 5], style=style)


@dataclass(frozen=True)
class Signed:
    """« Fait à … le … », who signs and in what quality, by what delegation, and what the room is for."""

    place: str
    on: str
    name: str
    quality: str
    delegation: str = ""
    room: str = "Cachet et signature"


def signature(signed: Signed, *, width: float, height: float = 30 * mm) -> list[Flowable]:
    """Who signs, above a room for the seal of the organisation; a list, since KeepTogether in a cell never ends."""
    said = [
        text(signed.room, "label"),
        Spacer(0, S2),
        text("Scellé par le cachet électronique de l’organisme.", "small"),
    ]
    ground = [
        ("BACKGROUND", (0, 0), (-1, -1), SUNKEN),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("ROUNDEDCORNERS", [RADIUS] * 4),
    ]
    delegated = [text(signed.delegation, "muted")] if signed.delegation else []
    return [
        para(f"Fait à {esc(signed.place)}, le {esc(signed.on)}"),
        Spacer(0, S1),
        text(signed.name, "strong"),
        text(signed.quality, "muted"),
        *delegated,
        Spacer(0, S2),
        Table([[said]], [width], rowHeights=[height], style=ground),
    ]


@dataclass(frozen=True)
class Contact:
    """Somebody to turn to: a name as printed, what they are for, how to reach them (telephone, e-mail)."""

    name: str
    role: str
    reach: str = ""


def people(contacts: Sequence[Contact], *, width: float = WIDTH, across: int = 2) -> Table:
    """At least one name to turn to, each with what they are for."""
    cells = [
        [
            para(linked(words), style)
            for words, style in ((one.name, "strong"), (one.role, "muted"), (one.reach, "small"))
            if words.strip()
        ]
        for one in contacts
    ]
    cells += [[] for _ in range(-len(cells) % across)]
    rows = [cells[start : start + across] for start in range(0, len(cells), across)]
    style = [*BARE, ("RIGHTPADDING", (0, 0), (-1, -1), S4), ("BOTTOMPADDING", (0, 0), (-1, -2), S3)]
    return Table(rows, [width / across] * across, style=style)


def scan(url: str, words: str, *, size: float = 24 * mm, width: float = WIDTH) -> Table:
    """A QR code and the sentence (markup) that says what it opens."""
    return Table(
        [[QR(url, size), para(words, "muted")]],
        [size + S4, width - size - S4],
        style=[*BARE, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")],
    )
