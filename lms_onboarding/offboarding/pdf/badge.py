"""The badge as the bilan and the attestation show it: what was earned and where anybody checks it, or what is left."""

from dataclasses import dataclass
from typing import Final

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from lms_onboarding.documents.printing.house import S1, S4, WIDTH, esc, para, text
from lms_onboarding.documents.printing.layout import BARE, Table, stack
from lms_onboarding.documents.printing.thread import QR

from .badge_art import picture

ART: Final = 26 * mm
CODE: Final = 22 * mm


@dataclass(frozen=True)
class Badge:
    """Decided at release. `url` and `uuid` are those of the badge that the next sweep gives; "" when it is not
    earned, and `missing` says what is left."""

    name: str
    slug: str
    uuid: str = ""
    url: str = ""
    missing: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    art: str = ""  # whose picture we draw (see `badge_art`); "" when somebody gave the badge an image of their own


def badge_block(badge: Badge | None) -> list[Flowable]:
    """Its picture, its name, its address in letters and as a code; nothing when it is not earned: a document says
    what was acquired."""
    if badge is None or not badge.url:
        return []
    art = picture(badge.art, ART)
    words = stack(
        text(f"Votre badge « {badge.name} »", "h3"),
        text("Il est à vous : prenez-le, montrez-le ou gardez-le. Chacun peut le vérifier à cette adresse :", "muted"),
        para(address(badge.url), "muted"),
        gap=S1,
    )
    side = ART + S4 if art else 0
    style = [*BARE, ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("ALIGN", (-1, 0), (-1, 0), "RIGHT")]
    cells, widths = [words, QR(badge.url, CODE)], [WIDTH - side - CODE - S4, CODE + S4]
    if art:
        cells, widths = [art, *cells], [side, *widths]
    return [Table([cells], widths, style=style)]


def address(url: str) -> str:
    """Markup: a link, whose identifier begins a line of its own rather than being cut anywhere."""
    site, _, identifier = url.rpartition("/")
    return f'<link href="{esc(url)}">{esc(site)}/<br/>{esc(identifier)}</link>'
