"""Attestation de fin de formation: one page to hang or to file. Customary since 2019: no article imposes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from lms_onboarding.common.french import day, period
from lms_onboarding.documents.printing.blocks import Signed, signature
from lms_onboarding.documents.printing.frozen import freeze, thaw
from lms_onboarding.documents.printing.house import (
    A4,
    BRAND,
    LINE,
    MIMOSA,
    S1,
    S2,
    S3,
    S4,
    S5,
    S6,
    WIDTH,
    esc,
    para,
    require_printable,
    text,
)
from lms_onboarding.documents.printing.layout import BARE, Foot, Table, facts
from lms_onboarding.documents.printing.page import Imprint, Provider, build
from lms_onboarding.documents.printing.thread import QR, icon, wave
from lms_onboarding.documents.printing.title import Title

from .badge import Badge, address
from .badge_art import picture
from .bilan import RESULTS


@dataclass(frozen=True)
class Result:
    """`level` is "" where nothing was found; without any planned assessment, no result is printed at all."""

    objective: str
    level: str = ""


@dataclass(frozen=True)
class Attestation:
    provider: Provider
    full_name: str
    course: str
    nature: str  # L. 6313-1
    start: date
    end: date
    hours: str  # followed, not planned
    modality: str
    results: tuple[Result, ...]
    assessed: bool  # whether an assessment was planned
    assessment: str  # how the results were established, or that none was planned
    place: str
    signatory: str
    quality: str
    delegation: str = ""
    verify_base: str = ""
    zone: str = "Europe/Paris"
    badge: Badge | None = None

    def as_frozen(self) -> dict[str, Any]:
        frozen: dict[str, Any] = freeze(self)
        return frozen

    @classmethod
    def from_frozen(cls, frozen: Mapping[str, Any]) -> Self:
        """Raises FrozenMismatch."""
        return thaw(cls, frozen)


class _Thread(Flowable):
    """The thread crosses the sheet under the header, wherever the story stands: the only ornament."""

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        canvas = self.canv
        x0, y0 = canvas.absolutePosition(0, 0)
        y = A4[1] - 31 * mm
        points = [(20 * mm + index * 34 * mm, y + (2.4 if index % 2 else -2.4) * mm) for index in range(6)]
        values = wave(points, BRAND, 1.2).points
        canvas.saveState()
        canvas.translate(-x0, -y0)
        path = canvas.beginPath()
        path.moveTo(*values[:2])
        for start in range(2, len(values), 6):
            path.curveTo(*values[start : start + 6])
        canvas.setStrokeColor(BRAND)
        canvas.setLineWidth(1.4)
        canvas.setLineCap(1)
        canvas.drawPath(path)
        for index, (x, height) in enumerate(points):
            last = index == len(points) - 1
            canvas.setFillColor(MIMOSA if last else BRAND)
            canvas.circle(x, height, 4.2 if last else 2.6, stroke=0, fill=1)
        canvas.restoreState()


def render_attestation(data: Attestation, imprint: Imprint) -> bytes:
    """Every mandatory field of `attestation_fin` in documents.json; twelve long objectives still hold on one page.

    Raises UnprintableText when a name or the title would lose a letter.
    """
    require_printable(
        {
            "Organisme de formation": data.provider.name,
            "Nom": data.full_name,
            "Intitulé de la formation": data.course,
            "Signataire": data.signatory,
        }
    )
    crowded = len(data.results) > 8 or sum(len(one.objective) for one in data.results) > 700
    gap = S3 if crowded else S6
    named = f"a suivi la formation « <b>{esc(data.course)}</b> » délivrée par {esc(data.provider.name)}."
    story: list[Flowable] = [
        _Thread(),
        Spacer(0, S5 if crowded else 22 * mm),
        text("Attestation de fin de formation", "h2"),
        Spacer(0, gap),
        Title(data.full_name, size=18 if crowded else 42, ink=BRAND),
        Spacer(0, S2),
        para(named, "body" if crowded else "lead"),
        Spacer(0, S2 if crowded else gap),
        _facts(data),
        Spacer(0, S2 if crowded else gap),
        text("Objectifs et résultats" if data.assessed else "Objectifs de la formation", "h3"),
        Spacer(0, S1),
        _results(data, "tiny" if crowded else "body"),
        Spacer(0, S2),
        text(data.assessment, "muted"),
        *([] if crowded else _badge(data)),
        Spacer(0, S2 if crowded else S4),
        Foot(_closing(data, imprint, crowded=crowded)),
    ]
    return build(story, data.provider, imprint)


def _facts(data: Attestation) -> Table:
    return facts(
        [
            ("Dates", period(data.start, data.end)),
            ("Durée suivie", data.hours),
            ("Modalité", data.modality),
            ("Nature de l'action", data.nature),
        ]
    )


def _results(data: Attestation, style: str) -> Flowable:
    rows: Sequence[Sequence[object]] = [
        [
            text(one.objective, style),
            icon("check" if one.level == "acquired" else "minus", 9.5) if data.assessed else "",
            text(RESULTS[one.level], style) if data.assessed else "",
        ]
        for one in data.results
    ]
    if not rows:
        return text("Les objectifs sont ceux du programme remis avant la formation.", style)
    tight = 0.5 * mm if style == "tiny" else 1.9 * mm
    cells = [
        *BARE,
        ("LINEBELOW", (0, 0), (-1, -2), 0.5, LINE),
        ("TOPPADDING", (0, 0), (-1, -1), tight),
        ("BOTTOMPADDING", (0, 0), (-1, -1), tight),
        ("TOPPADDING", (1, 0), (1, -1), tight + 1.4),
        ("RIGHTPADDING", (0, 0), (0, -1), S3),
    ]
    return Table(rows, [WIDTH - 47 * mm, 6 * mm, 41 * mm], style=cells)


def _badge(data: Attestation) -> list[Flowable]:
    """One line: the badge has its own page, and its own code on the bilan. Its picture stands below."""
    if data.badge is None or not data.badge.url:
        return []
    words = f"Badge numérique « {data.badge.name} » attribué, vérifiable en ligne : {data.badge.url}"
    return [Spacer(0, S1), text(words, "muted")]


def _closing(data: Attestation, imprint: Imprint, *, crowded: bool) -> Table:
    on = day(imprint.issued_on, weekday=False)
    signed = signature(
        Signed(data.place, on, data.signatory, data.quality, data.delegation, room="Signature"),
        width=80 * mm,
        height=(18 if crowded else 26) * mm,
    )
    proof: list[Flowable] = []
    if data.verify_base:
        code = QR(f"{data.verify_base}{imprint.number}/", 24 * mm)
        proof = [code, Spacer(0, S1), text("Vérifier en ligne", "muted")]
    style = [*BARE, ("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("ALIGN", (1, 0), (1, 0), "CENTER")]
    row = [signed, _crowded_badge(data) if crowded else _picture(data, 28 * mm), proof]
    return Table([row], [80 * mm, WIDTH - 108 * mm, 28 * mm], style=style)


def _picture(data: Attestation, side: float) -> list[Flowable]:
    art = picture(data.badge.art, side) if data.badge and data.badge.url else None
    return [art] if art else []


def _crowded_badge(data: Attestation) -> Table | str:
    """Picture and words together beside the signature, where they take no height of their own."""
    if data.badge is None or not data.badge.url:
        return ""
    words = [text(f"Badge numérique « {data.badge.name} »", "tiny"), para(address(data.badge.url), "tiny")]
    art, width = _picture(data, 12 * mm), WIDTH - 108 * mm
    style = [*BARE, ("LEFTPADDING", (0, 0), (0, 0), S4), ("RIGHTPADDING", (1, 0), (1, 0), S3)]
    return Table([[art, words]], [12 * mm + S4 + S2, width - 12 * mm - S4 - S2], style=style)
