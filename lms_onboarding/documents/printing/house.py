"""House style on paper: one font, a handful of inks, a grid in millimetres, a dozen paragraph styles."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from threading import Lock
from typing import Any, Final
from xml.sax.saxutils import escape, unescape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

from lms_onboarding.common.typography import on_paper

# --- Colours: the light theme of the interface ---
BRAND: Final = HexColor("#0b5563")
BRAND_SOFT: Final = HexColor("#dcefef")
PANEL: Final = HexColor("#0b4a57")
MIMOSA: Final = HexColor("#ffc94d")
MIMOSA_SOFT: Final = HexColor("#fff3d6")
INK: Final = HexColor("#10292e")
INK_SOFT: Final = HexColor("#47605f")
LINE: Final = HexColor("#d2dcd9")
LINE_STRONG: Final = HexColor("#6f8688")
SUNKEN: Final = HexColor("#eff4f2")
WHITE: Final = HexColor("#ffffff")
ON_PANEL: Final = HexColor("#c7e3e5")
OK: Final = HexColor("#14633b")
WARN: Final = HexColor("#7a4a00")
DANGER: Final = HexColor("#a62d16")

# --- Grid, in points: A4, six columns of 25 mm and gutters of 4 mm between margins of 20 mm ---
A4: Final = (210 * mm, 297 * mm)
MARGIN: Final = 20 * mm
GUTTER: Final = 4 * mm
WIDTH: Final = 170 * mm
TOP: Final = 30 * mm
BOTTOM: Final = 25 * mm
S1, S2, S3, S4, S5, S6 = (step * mm for step in (1, 2, 3, 4, 6, 9))
RADIUS: Final = 2.6 * mm

# --- Font ---
REGULAR, MEDIUM, SEMI, BOLD, EXTRA = (
    f"Manrope-{weight}" for weight in ("Regular", "Medium", "SemiBold", "Bold", "ExtraBold")
)
_registration: Final = Lock()


class UnprintableText(Exception):
    """A datum that must not lose a letter (a name, a title) holds characters the font cannot draw.

    `field` names the datum in French; `characters` holds each missing character once.
    """

    def __init__(self, field: str, characters: str) -> None:
        self.field, self.characters = field, characters
        super().__init__(
            f"« {field} » contient des caractères que la police des documents ne sait pas dessiner : "
            f"{_shown(characters)}. Remplacez-les par leur transcription, puis recommencez."
        )


@cache
def _advances() -> Mapping[int, float]:
    folder = resources.files("font_manrope") / "files"
    for name in (REGULAR, MEDIUM, SEMI, BOLD, EXTRA):
        # asciiReadable would embed every ASCII letter of every weight: twice the bytes, and time, of a page
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf"), asciiReadable=False))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    widths: Mapping[int, float] = pdfmetrics.getFont(REGULAR).face.charWidths
    return widths


def fonts() -> Mapping[int, float]:
    """Register Manrope once; return the advance (thousandths of an em) of every code point it can draw."""
    with _registration:  # several sender threads draw at once, and a font registered twice would belong to neither
        return _advances()


def unprintable(text: str) -> str:
    """The characters of `text` that Manrope cannot draw (emoji, Arabic, Chinese), each once, sorted."""
    known = fonts()
    return "".join(sorted({char for char in on_paper(text) if ord(char) not in known and not char.isspace()}))


def why_not_printed(text: str) -> str:
    """What to say of a name that no document could carry, where it is typed or imported; empty when all could."""
    missing = "" if text.isascii() else unprintable(text)
    return (
        f"Les documents ne savent pas imprimer {_shown(missing)} : écrivez ce nom sans ce caractère, ou sa "
        "transcription en lettres latines."
        if missing
        else ""
    )


def _shown(characters: str) -> str:
    return ", ".join(f"{char} (U+{ord(char):04X})" for char in characters)


def require_printable(fields: Mapping[str, str]) -> None:
    """Refuse before issuing: raises UnprintableText for the first of `fields` (French name → value) that would lose
    a letter. For names and titles; in a sentence an emoji may vanish (`clean`), in a name nothing may."""
    for field, value in fields.items():
        if missing := unprintable(value):
            raise UnprintableText(field, missing)


def clean(text: str) -> str:
    """`text` with the spaces of French, without the characters that would print as an empty box."""
    known = fonts()
    flat = on_paper(text).replace("\t", " ").replace("\r\n", "\n")
    return "".join(char for char in flat if ord(char) in known or char == "\n")


def esc(text: str) -> str:
    """Data made safe inside paragraph markup: « Durand & Fils » is a parse error without it."""
    return escape(clean(text.strip())).replace("\n", "<br/>")


_ADDRESS: Final = re.compile(r"(?P<url>https?://[^\s<>]*[^\s<>.,;:!?)»])|(?P<mail>[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+)")


def linked(text: str) -> str:
    """`esc`, with web and mail addresses one can press: half of all convocations are read on a telephone."""

    def anchor(match: re.Match[str]) -> str:
        scheme = "" if match["url"] else "mailto:"
        target = f"{scheme}{match[0]}".replace('"', "%22")
        return f'<a href="{target}" color="#0b5563">{match[0]}</a>'

    return _ADDRESS.sub(anchor, esc(text))


# --- Paragraph styles ---
def _style(
    name: str, size: float, leading: float, font: str = REGULAR, color: Color = INK, **more: object
) -> ParagraphStyle:
    return ParagraphStyle(
        name,
        fontName=font,
        fontSize=size,
        leading=leading,
        textColor=color,
        allowWidows=0,
        allowOrphans=0,
        embeddedHyphenation=1,
        hyphenationMinWordLength=14,
        **more,
    )


STYLES: Final[Mapping[str, ParagraphStyle]] = {
    style.name: style
    for style in (
        _style("body", 9.5, 14),
        _style("strong", 9.5, 14, SEMI),
        _style("lead", 11.5, 17, color=INK_SOFT, rightIndent=WIDTH * 0.12),
        _style("lead-on-panel", 11.5, 17, color=ON_PANEL),
        _style("quote", 11.5, 18, MEDIUM),
        _style("h2", 14, 18, BOLD),
        _style("h3", 10.5, 14.5, BOLD),
        _style("small", 8.3, 12),
        _style("small-strong", 8.3, 12, SEMI),
        _style("muted", 8.3, 12, color=INK_SOFT),
        _style("label", 8.3, 11.5, color=INK_SOFT),
        _style("fine", 7.3, 10, color=INK_SOFT),
        _style("tiny", 7.6, 10.2),
        _style("on-panel", 14, 18, BOLD, WHITE),
        _style("small-on-panel", 8.3, 12, color=ON_PANEL),
        _style("accent-on-panel", 8.3, 12, BOLD, MIMOSA),
        _style("numeral", 9.5, 14, BOLD, BRAND),
        _style("centre-muted", 8.3, 12, color=INK_SOFT, alignment=TA_CENTER),
        _style("right-muted", 8.3, 12, color=INK_SOFT, alignment=TA_RIGHT),
        _style("right", 8.3, 12, alignment=TA_RIGHT),
    )
}
LONGEST_HYPHENATED: Final = 45  # letters; reportlab lets the hyphens of a longer word (an address) overflow the column


@cache
def _breaking_anywhere(style: str) -> ParagraphStyle:
    return STYLES[style].clone(f"{style}-anywhere", embeddedHyphenation=0)


@cache
def _sized(style: str, size: float, leading: float, color: Color) -> ParagraphStyle:
    return STYLES[style].clone(f"{style}-{size}", fontSize=size, leading=leading, textColor=color)


def sized(style: str, size: float, leading: float, color: Color) -> ParagraphStyle:
    """`style` at another size, in points: a paragraph keeps the size it was built with, so it must be asked first."""
    return _sized(style, round(size, 2), round(leading, 2), color)


_TAG: Final = re.compile(r"(<[^>]+>)")
_LONG: Final = re.compile(r"[^\s\u00a0]{16,}")  # no column is narrower than a shorter word
_CUT: Final = re.compile(r"[^-@./_]+[-@./_]*|[-@./_]+")


def cut_at_signs(word: str, font: str, size: float, width: float) -> list[str]:
    """`word` in as few lines of `width` as its own signs allow; a piece without signs may stay too wide."""
    lines = [""]
    for piece in _CUT.findall(word):
        if lines[-1] and width_of(lines[-1] + piece, font, size) > width:
            lines.append("")
        lines[-1] += piece
    return lines


def cut_to(markup: str, font: str, size: float, width: float) -> str:
    """`markup` with each word wider than `width` cut after a hyphen, a dot, an @ or a slash of its own."""

    def shorter(match: re.Match[str]) -> str:
        word = unescape(match[0])
        if width_of(word, font, size) <= width:
            return match[0]
        return "<br/>".join(escape(line) for line in cut_at_signs(word, font, size, width))

    pieces = _TAG.split(markup)
    return "".join(piece if piece.startswith("<") else _LONG.sub(shorter, piece) for piece in pieces)


class Words(Paragraph):
    """A paragraph that breaks its lines once per width: reportlab measures each one two or three times.

    An address wider than its column is cut after a sign that belongs to it, where reportlab would cut any letter.
    """

    _broken_at: float | None = None

    def __init__(self, markup: str | None, style: ParagraphStyle | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(markup, style, *args, **kwargs)
        self._markup = self._shown = markup or ""

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        if self._broken_at != width and self._markup:
            cut = cut_to(self._markup, self.style.fontName, self.style.fontSize, width)
            if cut != self._shown:
                super().__init__(cut, self.style)
                self._shown = cut
        if self._broken_at != width or not hasattr(self, "blPara"):  # splitting a paragraph forgets its lines
            self._size: tuple[float, float] = super().wrap(width, height)
            self._broken_at = width
        return self._size


_FIRST: Final = re.compile(r"\b1er\b")


def para(markup: str, style: str | ParagraphStyle = "body") -> Words:
    """A paragraph from markup whose data already went through `esc`; literals are typeset here, tags left alone."""
    fonts()
    pieces = _TAG.split(markup)
    whole = "".join(piece if piece.startswith("<") else on_paper(piece) for piece in pieces)
    if isinstance(style, str):
        endless = any(len(word) > LONGEST_HYPHENATED for piece in pieces if piece[:1] != "<" for word in piece.split())
        style = _breaking_anywhere(style) if endless else STYLES[style]
    return Words(_FIRST.sub('1<super rise="3" size="6.5">er</super>', whole), style)


def text(value: str, style: str | ParagraphStyle = "body") -> Words:
    """A paragraph from plain data."""
    return para(esc(value), style)


def width_of(value: str, font: str, size: float) -> float:
    """Points that one line of `value` takes."""
    fonts()
    return float(pdfmetrics.stringWidth(value, font, size))


def fit(value: str, font: str, size: float, width: float, *, floor: float = 6.5) -> tuple[str, float]:
    """Shrink one line to `width` points, then shorten it with an ellipsis once `floor` is reached: (text, size)."""
    value = clean(value).replace("\n", " ")
    natural = width_of(value, font, size)
    if natural > width:
        size = max(floor, size * width / natural)
    if width_of(value, font, size) <= width + 0.01:
        return value, size
    while value and width_of(f"{value}…", font, size) > width:
        value = value[:-1]
    return f"{value.rstrip()}…", size
