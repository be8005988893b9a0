"""The sheet: who speaks, which document this is, header, footer, page numbers, metadata; a story in, bytes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import md5
from io import BytesIO
from typing import Any, Final
from zoneinfo import ZoneInfo

from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.lib.utils import TimeStamp
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageTemplate

from lms_onboarding.common.french import day, local

from .hero import Hero
from .house import (
    A4,
    BOLD,
    BOTTOM,
    INK,
    INK_SOFT,
    LINE,
    MARGIN,
    MEDIUM,
    ON_PANEL,
    REGULAR,
    S6,
    TOP,
    WHITE,
    Words,
    clean,
    esc,
    fit,
    fonts,
    para,
)
from .logo import draw_logo
from .thread import mark

rl_config.useA85 = 0  # binary streams: a fifth lighter and a twentieth faster than text ones

HEADER_BASE: Final = 17.5 * mm  # from the top edge to the baseline of the header
FOOTER_RULE: Final = 17 * mm  # from the bottom edge
FOOTER_TEXT: Final = 15.6 * mm
PAGE_NUMBER: Final = 13.2 * mm
AIR_UNDER_HERO: Final = S6
FINE_SIZE: Final = 7.3


@dataclass(frozen=True)
class Paper:
    """The sheet itself, in points: its size, and its margins left and right."""

    size: tuple[float, float] = A4
    margin: float = MARGIN

    @property
    def right(self) -> float:
        return self.size[0] - self.margin

    @property
    def width(self) -> float:
        return self.size[0] - 2 * self.margin

    @property
    def height(self) -> float:
        """What a page without hero leaves to the story."""
        return self.size[1] - TOP - BOTTOM


PORTRAIT: Final = Paper()
LANDSCAPE: Final = Paper((A4[1], A4[0]), 15 * mm)


@dataclass(frozen=True)
class Provider:
    """The training organisation, as frozen in the document."""

    name: str
    address: str
    siret: str
    declaration: str  # numéro de déclaration d'activité (NDA)
    region: str  # « des Pays de la Loire »: the prefect who registered it
    logo: str = ""  # SHA-256 of its bytes (see `logo.fit_for_paper`); the house's own mark stands for it


@dataclass(frozen=True)
class Imprint:
    """What every document says about itself. `zone` is the time zone in which `issued_at` becomes a date."""

    kind: str
    number: str
    issued_at: datetime  # aware; printed as a date, kept whole in the metadata
    version: str = ""
    zone: str = "Europe/Paris"

    @property
    def heading(self) -> str:
        return f"{self.kind} n° {self.number}"

    @property
    def issued_on(self) -> date:
        return local(self.issued_at, ZoneInfo(self.zone)).date()

    @property
    def dated(self) -> str:
        """« en date du … »: no gender to agree with the kind."""
        version = f", version {self.version}" if self.version else ""
        return f"en date du {day(self.issued_on, weekday=False)}{version}"


class _IssuedAt(TimeStamp):
    """reportlab's invariant mode dates every file 1 January 2000; an auditor must read the date of issue instead."""

    def __init__(self, issued_at: datetime) -> None:
        super().__init__(invariant=1)
        moment = issued_at.astimezone(UTC)
        self.t, self.lt = moment.timestamp(), moment.timetuple()
        self.YMDhms = tuple(self.lt)[:6]


class _Sheets(Canvas):
    """Keeps the pages back until their number is known, then writes « page 1 sur 2 ». Same data, same bytes."""

    def __init__(self, *args: Any, imprint: Imprint, paper: Paper, **kwargs: Any) -> None:
        settled = {"invariant": 1, "pageCompression": 1, "initialFontName": REGULAR}
        super().__init__(*args, **{**kwargs, **settled})
        self._kept: list[dict[str, Any]] = []
        self._right = paper.right
        self._doc._timeStamp = _IssuedAt(imprint.issued_at)  # noqa: SLF001 - reportlab offers no other way
        seed = f"{imprint.heading} {imprint.issued_at.astimezone(UTC).isoformat()}".encode()
        self._doc.signature = md5(seed, usedforsecurity=False)  # else the file ID follows SOURCE_DATE_EPOCH
        self.setViewerPreference("DisplayDocTitle", "true")

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, state in enumerate(self._kept, start=1):
            self.__dict__.update(state)
            if len(self._kept) > 1:
                self.setFont(MEDIUM, FINE_SIZE)
                self.setFillColor(INK_SOFT)
                self.drawRightString(self._right, PAGE_NUMBER, f"page {number} sur {len(self._kept)}")
            super().showPage()
        super().save()


def _header(canvas: Canvas, provider: Provider, imprint: Imprint, paper: Paper, *, on_panel: bool) -> None:
    y = paper.size[1] - HEADER_BASE
    ink, soft = (WHITE, ON_PANEL) if on_panel else (INK, INK_SOFT)
    taken = draw_logo(canvas, provider.logo, paper.margin, y + 1.7 * mm, on_panel=on_panel) if provider.logo else 0
    if not taken:
        mark(canvas, paper.margin, y - 2.3 * mm, 8 * mm, on_panel=on_panel)
        taken = 8 * mm
    name, size = fit(provider.name, BOLD, 10.5, paper.width * 0.5 - max(taken - 8 * mm, 0))
    canvas.setFont(BOLD, size)
    canvas.setFillColor(ink)
    canvas.drawString(paper.margin + taken + 3 * mm, y + 0.6 * mm, name)
    lines = ((imprint.heading, MEDIUM, ink, 2.3 * mm), (imprint.dated, REGULAR, soft, -1.7 * mm))
    for words, font, color, above in lines:
        shown, size = fit(words, font, 8, paper.width * 0.42, floor=4)  # a number is small rather than shortened
        canvas.setFont(font, size)
        canvas.setFillColor(color)
        canvas.drawRightString(paper.right, y + above, shown)


def _identity(provider: Provider) -> Words:
    """Who speaks, with the mention that goes beside the declaration number (Code du travail, L. 6352-12)."""
    return para(
        f"<b>{esc(provider.name)}</b>, {esc(provider.address)}. SIRET {esc(provider.siret)}. "
        f"Déclaration d'activité enregistrée sous le numéro {esc(provider.declaration)} auprès du préfet de région "
        f"{esc(provider.region)} ; cet enregistrement ne vaut pas agrément de l'État.",
        "fine",
    )


def _footer(canvas: Canvas, identity: Words, paper: Paper) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.line(paper.margin, FOOTER_RULE, paper.right, FOOTER_RULE)
    _, tall = identity.wrap(paper.width - 20 * mm, 100 * mm)
    identity.drawOn(canvas, paper.margin, max(FOOTER_TEXT - tall, 2 * mm))


def room_on_first_page(hero: Hero | None = None) -> float:
    """Points of height that the story finds on the first page."""
    return float(A4[1] - BOTTOM - (hero.height + AIR_UNDER_HERO if hero else TOP))


def build(
    story: Sequence[Flowable],
    provider: Provider,
    imprint: Imprint,
    *,
    hero: Hero | None = None,
    paper: Paper = PORTRAIT,
) -> bytes:
    """Lay out `story` under the header; the first page starts under `hero` when there is one (portrait only).

    Same data, same bytes, on the same builds of reportlab, font and zlib: keep what was issued, never redraw to
    compare.
    """
    fonts()
    buffer = BytesIO()
    identity = _identity(provider)

    def dress(canvas: Canvas, *, first: bool) -> None:
        canvas.saveState()
        if first and hero:
            hero(canvas)
        _header(canvas, provider, imprint, paper, on_panel=first and hero is not None)
        _footer(canvas, identity, paper)
        canvas.restoreState()

    def template(name: str, height: float) -> PageTemplate:
        frame = Frame(paper.margin, BOTTOM, paper.width, height, 0, 0, 0, 0, id=name)
        return PageTemplate(name, [frame], onPage=lambda canvas, _: dress(canvas, first=name == "first"))

    document = BaseDocTemplate(
        buffer,
        pagesize=paper.size,
        title=clean(imprint.heading),
        author=clean(provider.name),
        subject=clean(imprint.kind),
        creator="LMS onboarding",
        lang="fr-FR",
    )
    first = room_on_first_page(hero) if hero else paper.height
    document.addPageTemplates([template("first", first), template("later", paper.height)])
    document.build(
        [NextPageTemplate("later"), *story],
        canvasmaker=lambda *args, **kwargs: _Sheets(*args, imprint=imprint, paper=paper, **kwargs),
    )
    return buffer.getvalue()
