"""The badge as the bilan and the attestation show it: what was earned and where anybody checks it, or what is left."""

from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from lms_onboarding.documents.printing.house import S1, S4, esc, para, text
from lms_onboarding.documents.printing.layout import BARE, Table, stack
from lms_onboarding.documents.printing.thread import QR


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


def badge_block(badge: Badge | None, *, width: float) -> list[Flowable]:
    """Its name, its address as a code; nothing when it is not earned: a document says what was acquired."""
    if badge is None or not badge.url:
        return []
    words = stack(
        text("Votre badge", "h3"),
        para(f"« {esc(badge.name)} »", "small"),
        text("Le code ouvre sa page, que chacun peut vérifier.", "muted"),
        gap=S1,
    )
    code = QR(badge.url, 22 * mm)
    style = [*BARE, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    return [Table([[code, words]], [22 * mm + S4, width - 22 * mm - S4], style=style)]
