"""Programme de formation: the contractual description, frozen by session. Optional rubrics disappear when empty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer

from lms_onboarding.documents.printing.blocks import Stop
from lms_onboarding.documents.printing.frozen import freeze, thaw
from lms_onboarding.documents.printing.house import (
    GUTTER,
    S2,
    S3,
    S4,
    S5,
    SUNKEN,
    WIDTH,
    esc,
    linked,
    para,
    require_printable,
    text,
)
from lms_onboarding.documents.printing.layout import ROW_PADDING, Table, card, facts, grid, heading, height_of, pairs
from lms_onboarding.documents.printing.page import Imprint, Provider, build
from lms_onboarding.documents.printing.title import Title

from .objectives import Objective

NO_PREREQUISITE: Final = "Aucun prérequis"
BESIDE_STOP: Final = S4 + 5  # points between the left edge, where the thread runs, and the titles of the sequences


@dataclass(frozen=True)
class Unit:
    """A sequence of the course, in order."""

    title: str
    content: str
    method: str = ""
    hours: str = ""  # « 3 h 30 »


@dataclass(frozen=True)
class Programme:
    """Everything the programme says. An empty prerequisite is written « Aucun prérequis », never left out."""

    provider: Provider
    imprint: Imprint  # with the version of the programme
    course: str
    promise: str
    hours: str  # « 21 heures »
    calendar: str  # « Du 3 au 14 mars 2025, six demi-journées »
    modality: str  # présentiel, distance, mixte
    price: str
    objectives: tuple[Objective, ...]
    sequences: tuple[Unit, ...]
    public: str
    means: str
    trainers: str  # names, and their titre or qualité
    admission: str
    follow_up: str
    sanction: str
    accessibility: str
    contact: str
    prerequisites: str = ""
    group: str = ""
    certification: str = ""  # exact wording, RNCP or RS code, certifier, date of registration
    remote: str = ""  # activities at a distance and their average length, support, assessments (D. 6313-3-1)
    recognition: str = ""
    funding: str = ""

    def as_frozen(self) -> dict[str, Any]:
        """What the database keeps: JSON, dates in ISO 8601."""
        frozen: dict[str, Any] = freeze(self)
        return frozen

    @classmethod
    def from_frozen(cls, frozen: Mapping[str, Any]) -> Self:
        """The programme that `as_frozen` described. Raises FrozenMismatch."""
        return thaw(cls, frozen)


def render_programme(data: Programme) -> bytes:
    """Every mandatory field of the programme, on as many pages as it takes.

    Raises UnprintableText when the title or the name of the provider would lose a letter.
    """
    require_printable({"Organisme de formation": data.provider.name, "Intitulé de la formation": data.course})
    story: list[Flowable] = [
        Title(data.course, size=25),
        Spacer(0, S2),
        *([para(esc(data.promise), "lead")] if data.promise.strip() else []),
        Spacer(0, S5),
        _summary(data),
    ]
    if data.objectives:
        story += [*heading("À l'issue de la formation, vous saurez"), _numbered(data.objectives)]
    if data.sequences:
        note = f"{len(data.sequences)} séquences, {data.hours}" if len(data.sequences) > 1 else data.hours
        story += [*heading("Contenu", note), _contents(data.sequences)]
    story += [*heading("Conditions"), _conditions(data)]
    if data.contact.strip():
        story += [Spacer(0, S4), KeepTogether([para(f"<b>Une question ?</b> {linked(data.contact)}")])]
    return build(story, data.provider, data.imprint)


def _summary(data: Programme) -> Table:
    items = [
        ("Durée", data.hours),
        ("Période et calendrier", data.calendar),
        ("Modalité", data.modality),
        ("Tarif", data.price),
        ("Groupe", data.group),
    ]
    return card([facts(items, width=WIDTH - 2 * S4 - GUTTER)], fill=SUNKEN, edge=None)


def _numbered(objectives: Sequence[Objective]) -> Table:
    rows = [
        [text(str(number), "numeral"), para(objective.markup)] for number, objective in enumerate(objectives, start=1)
    ]
    return grid(rows, [9 * mm, WIDTH - 9 * mm], head=False)


def _contents(sequences: Sequence[Unit]) -> Table:
    """Sequences along the thread; a column that no sequence fills leaves its room to the content."""
    method = 45 * mm if any(unit.method for unit in sequences) else 0
    hours = 17 * mm if any(unit.hours for unit in sequences) else 0
    widths = [46 * mm, WIDTH - 46 * mm - method - hours, method, hours]
    rows: list[list[object]] = [
        [text("Séquence", "label"), text("Contenu", "label"), text("Méthode", "label"), text("Durée", "right-muted")]
    ]
    for number, unit in enumerate(sequences, start=1):
        cells: list[list[Flowable]] = [
            [text(unit.title, "small-strong")],
            [para(linked(unit.content), "small")],
            [text(unit.method, "small")],
        ]
        insets = (BESIDE_STOP + S3, S3, S3)
        measured = zip(cells, widths, insets, strict=False)
        tall = max(height_of(cell, width - inset) for cell, width, inset in measured if width) + 2 * ROW_PADDING
        stop = Stop(S4, drop=tall if number < len(sequences) else 0)
        rows.append([[stop, *cells[0]], cells[1], cells[2], text(unit.hours, "right")])
    kept = [index for index, width in enumerate(widths) if width]
    table = grid([[row[index] for index in kept] for row in rows], [widths[index] for index in kept])
    table.setStyle([("LEFTPADDING", (0, 1), (0, -1), BESIDE_STOP)])
    return table


def _conditions(data: Programme) -> Table:
    return pairs(
        [
            ("Public visé", data.public),
            ("Prérequis", data.prerequisites.strip() or NO_PREREQUISITE),
            ("Moyens et méthodes", data.means),
            ("Formateurs", data.trainers),
            ("Activités à distance", data.remote),
            ("Modalités et délais d'accès", data.admission),
            ("Suivi et évaluation", data.follow_up),
            ("Sanction", data.sanction),
            ("Certification", data.certification),
            ("Reconnaissance", data.recognition),
            ("Financement", data.funding),
            ("Accessibilité", data.accessibility),
        ]
    )
