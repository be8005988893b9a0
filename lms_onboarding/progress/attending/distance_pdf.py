"""Relevé d’assiduité à distance: what was planned, done, assessed and helped with. A connection proves nothing, and is
neither asked nor kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from lms_onboarding.common.french import day
from lms_onboarding.documents.printing.blocks import Signed, signature
from lms_onboarding.documents.printing.frozen import freeze
from lms_onboarding.documents.printing.house import S2, S4, S5, WIDTH, require_printable, text
from lms_onboarding.documents.printing.layout import BARE, Foot, Table, grid, heading, pairs
from lms_onboarding.documents.printing.page import Imprint, Provider, build
from lms_onboarding.documents.printing.title import Title

METHOD: Final = (
    "Aucun temps de connexion n’est mesuré : rester connecté ne montre pas un travail. Une période d’inactivité "
    "n’entre donc dans aucun calcul."
)
RULE: Final = (
    "Sont retenues les heures des demi-journées à distance où la présence a été constatée, comptées depuis l’heure "
    "d’arrivée en cas de retard. Le travail en autonomie figure avec sa durée moyenne estimée, sans ajouter "
    "d’heure."
)
CLOCK: Final = 36 * mm


@dataclass(frozen=True)
class Planned:
    """An activity of the action: `length` is its average, as estimated (« 3 h 30 », « 10 leçons de 4 min »)."""

    title: str
    length: str


@dataclass(frozen=True)
class Done:
    """What was done, or assessed: when, what, with what result."""

    at: str
    title: str
    result: str


@dataclass(frozen=True)
class Exchange:
    """Help from a person: when, who, about what, what was answered."""

    at: str
    author: str
    subject: str
    answer: str


@dataclass(frozen=True)
class Statement:
    """Every mandatory field of `assiduite_foad`, for one learner. `asof`: the instant it was closed at, in words."""

    provider: Provider
    imprint: Imprint
    learner: str
    company: str
    course: str
    session: str
    period: str
    asof: str
    planned: tuple[Planned, ...]
    done: tuple[Done, ...]
    assessments: tuple[Done, ...]
    exchanges: tuple[Exchange, ...]
    hours: str
    place: str
    signatory: str
    quality: str

    def as_frozen(self) -> dict[str, Any]:
        frozen: dict[str, Any] = freeze(self)
        return frozen


def draw_statement(data: Statement) -> bytes:
    """One page, or as many as the traces need. Raises UnprintableText for a name that would lose a letter."""
    require_printable(
        {
            "apprenant": data.learner,
            "entreprise": data.company,
            "intitulé de la formation": data.course,
            "signataire": data.signatory,
        }
    )
    story: list[Flowable] = [
        Spacer(0, S2),
        Title("Relevé d’assiduité à distance", size=25),
        Spacer(0, S4),
        pairs(
            [
                ("Apprenant", data.learner),
                ("Entreprise", data.company),
                ("Action", f"{data.course}, {data.session}"),
                ("Période", data.period),
                ("Relevé arrêté", data.asof),
            ]
        ),
        *_section("Activités prévues", "durée moyenne estimée", _planned(data)),
        *_section("Activités réalisées", "date et résultat", _done(data.done, "Aucune activité connue à cette date.")),
        *_section("Évaluations", "", _done(data.assessments, "Aucune évaluation passée à cette date.")),
        *_section("Assistance d’une personne", "échanges horodatés", _exchanges(data)),
        *_section(
            "Heures",
            "",
            pairs(
                [
                    ("Temps mesuré et méthode", METHOD),
                    ("Heures retenues", data.hours),
                    ("Règle", RULE),
                ]
            ),
        ),
        Spacer(0, S5),
        Foot(_signed(data)),
    ]
    return build(story, data.provider, data.imprint)


def _section(title: str, note: str, content: Flowable) -> list[Flowable]:
    return [*heading(title, note, room=24 * mm), content]


def _planned(data: Statement) -> Flowable:
    rows = [[text(one.title, "small"), text(one.length, "small")] for one in data.planned]
    return grid(rows, [WIDTH - 60 * mm, 60 * mm], head=False) if rows else text("Aucune activité à distance.", "small")


def _done(lines: Sequence[Done], nothing: str) -> Flowable:
    rows = [[text(one.at, "small"), text(one.title, "small-strong"), text(one.result, "small")] for one in lines]
    return grid(rows, [CLOCK, 74 * mm, WIDTH - CLOCK - 74 * mm], head=False) if rows else text(nothing, "small")


def _exchanges(data: Statement) -> Flowable:
    rows: list[list[object]] = [
        [
            text(one.at, "small"),
            [text(one.subject, "small-strong"), text(one.author, "muted")],
            text(one.answer, "small"),
        ]
        for one in data.exchanges
    ]
    widths = [CLOCK, 58 * mm, WIDTH - CLOCK - 58 * mm]
    return grid(rows, widths, head=False) if rows else text("Aucun échange noté à cette date.", "small")


def _signed(data: Statement) -> Table:
    on = day(data.imprint.issued_on, weekday=False)
    room = "Cachet et signature du responsable"
    signed = signature(Signed(data.place, on, data.signatory, data.quality, room=room), width=86 * mm)
    return Table([["", signed]], [WIDTH - 86 * mm, 86 * mm], style=list(BARE))
