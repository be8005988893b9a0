"""Certificat de réalisation: the fields of the ministry's model, for funder and employer. No mark, no result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from lms_onboarding.common.french import day
from lms_onboarding.documents.printing.blocks import Signed, signature
from lms_onboarding.documents.printing.frozen import freeze, thaw
from lms_onboarding.documents.printing.house import S1, S2, S4, S5, WIDTH, esc, para, require_printable, text
from lms_onboarding.documents.printing.layout import BARE, Foot, Table, pairs
from lms_onboarding.documents.printing.page import Imprint, Provider, build
from lms_onboarding.documents.printing.thread import icon
from lms_onboarding.documents.printing.title import Title

RETENTION: Final = (
    "Je m'engage à conserver l'ensemble des pièces justificatives qui ont permis d'établir le présent certificat "
    "pendant une durée de trois ans à compter de la fin de l'année du dernier paiement. En cas de cofinancement des "
    "fonds européens, la durée de conservation est étendue conformément aux obligations conventionnelles spécifiques."
)


class Nature(StrEnum):
    """L. 6313-1: one box."""

    TRAINING = "action de formation"
    ASSESSMENT = "bilan de compétences"
    VAE = "action de VAE"
    APPRENTICESHIP = "action de formation par apprentissage"


@dataclass(frozen=True)
class Certificate:
    provider: Provider
    beneficiary: str
    course: str
    nature: Nature
    start: date
    end: date  # the last day followed, when the learner stopped earlier
    hours: str  # really done: « 19 h 30 »
    place: str
    signatory: str
    quality: str
    delegation: str = ""
    employer: str = ""
    interrupted: str = ""  # only when the learner stopped: nothing of why
    zone: str = "Europe/Paris"

    def as_frozen(self) -> dict[str, Any]:
        frozen: dict[str, Any] = freeze(self)
        return frozen

    @classmethod
    def from_frozen(cls, frozen: Mapping[str, Any]) -> Self:
        """Raises FrozenMismatch."""
        return thaw(cls, frozen)


def render_certificate(data: Certificate, imprint: Imprint) -> bytes:
    """Every mandatory field of `certificat_realisation` in documents.json, in the order of the model.

    Raises UnprintableText when a name or the title would lose a letter.
    """
    require_printable(
        {
            "Organisme de formation": data.provider.name,
            "Bénéficiaire": data.beneficiary,
            "Entreprise": data.employer,
            "Intitulé de la formation": data.course,
            "Signataire": data.signatory,
        }
    )
    story: list[Flowable] = [
        Spacer(0, S2),
        Title("Certificat de réalisation", size=25),
        Spacer(0, S4),
        para(_statement(data)),
        Spacer(0, S4),
        pairs(_rows(data)),
        Spacer(0, S5),
        text("Nature de l'action concourant au développement des compétences", "h3"),
        Spacer(0, S1),
        _boxes(data.nature),
        Spacer(0, S5),
        para(RETENTION, "small"),
        Spacer(0, S5),
        Foot(_signed(data, imprint)),
    ]
    return build(story, data.provider, imprint)


def _statement(data: Certificate) -> str:
    who = f"Je soussigné(e) <b>{esc(data.signatory)}</b>, {esc(data.quality)}"
    as_whom = f", {esc(data.delegation)}," if data.delegation else ", représentant légal"
    return (
        f"{who}{as_whom} du dispensateur de l'action concourant au développement des compétences "
        f"<b>{esc(data.provider.name)}</b>, atteste que la personne nommée ci-dessous a suivi l'action suivante."
    )


def _rows(data: Certificate) -> list[tuple[str, str]]:
    return [
        ("Bénéficiaire", data.beneficiary),
        ("Entreprise employeur", data.employer),
        ("Intitulé de l'action", data.course),
        ("Date de début", day(data.start, weekday=False)),
        ("Date de fin", day(data.end, weekday=False)),
        ("Durée réalisée", data.hours),
        ("Réalisation partielle", data.interrupted),
    ]


def _boxes(chosen: Nature) -> Table:
    cells = []
    for nature in Nature:
        label = f"<b>{nature.value}</b>" if nature is chosen else nature.value
        cells.append([icon("ticked" if nature is chosen else "box", 11), para(label)])
    rows = [[*cells[0], *cells[1]], [*cells[2], *cells[3]]]
    style = [
        *BARE,
        ("TOPPADDING", (0, 0), (-1, -1), S1),
        ("TOPPADDING", (0, 0), (0, -1), S1 + 0.6),
        ("TOPPADDING", (2, 0), (2, -1), S1 + 0.6),
    ]
    return Table(rows, [6 * mm, WIDTH / 2 - 18 * mm, 6 * mm, WIDTH / 2 + 6 * mm], style=style)


def _signed(data: Certificate, imprint: Imprint) -> Table:
    on = day(imprint.issued_on, weekday=False)
    signed = signature(
        Signed(
            data.place, on, data.signatory, data.quality, data.delegation, room="Cachet et signature du dispensateur"
        ),
        width=86 * mm,
    )
    return Table([["", signed]], [WIDTH - 86 * mm, 86 * mm], style=list(BARE))
