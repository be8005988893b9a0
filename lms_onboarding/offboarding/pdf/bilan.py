"""Bilan personnalisé: what has changed, what remains, what comes next. Two pages the learner wants to keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, PageBreak, Spacer

from lms_onboarding.documents.printing.blocks import listing, quote, steps
from lms_onboarding.documents.printing.frozen import freeze, thaw
from lms_onboarding.documents.printing.hero import Hero
from lms_onboarding.documents.printing.house import (
    GUTTER,
    LINE,
    PANEL,
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
from lms_onboarding.documents.printing.layout import BARE, Table, card, facts, heading, side_by_side, stack, twins
from lms_onboarding.documents.printing.page import Imprint, Provider, build
from lms_onboarding.documents.printing.thread import QR, Stage

from .badge import Badge, badge_block
from .charts import dot, dumbbell, squares

HALF: Final = (WIDTH - GUTTER) / 2
RESULTS: Final[Mapping[str, str]] = {
    "acquired": "acquis",
    "in_progress": "en cours d’acquisition",
    "not_acquired": "non acquis",
    "": "non évalué",
}


NOT_TOLD: Final = "Vous n’avez pas rempli l’auto-évaluation de fin : seuls les résultats de l’évaluation figurent ici."
LINES: Final = [
    *BARE,
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LINEBELOW", (0, 0), (-1, -2), 0.5, LINE),
    ("TOPPADDING", (0, 0), (-1, -1), 1.4 * mm),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.4 * mm),
    ("RIGHTPADDING", (0, 0), (0, -1), S3),
]


@dataclass(frozen=True)
class Progress:
    """An objective: what was found of it (`level`, "" when nobody assessed it), and what the learner said of it,
    before and after, from 0 to 5. A learner who was not asked has None: nothing is invented."""

    objective: str
    level: str = ""
    before: int | None = None
    after: int | None = None

    @property
    def result(self) -> str:
        return RESULTS[self.level]


@dataclass(frozen=True)
class Next:
    what: str
    when: str


@dataclass(frozen=True)
class Bilan:
    provider: Provider
    first_name: str
    full_name: str
    course: str
    lead: str
    stages: tuple[Stage, ...]
    progress: tuple[Progress, ...]
    scale: str  # « De votre auto-évaluation du 28 février à celle du 14 mars »
    strengths: tuple[str, ...]
    axes: tuple[str, ...]
    attendance: tuple[str, ...]  # present, late, excused, absent, or "" for a half-day of which nothing was found
    attendance_words: str
    next_steps: tuple[Next, ...]
    assessor: str
    assessor_role: str
    assessed_on: str
    self_assessment: str  # in words: what the learner said of themselves, or that they were asked and did not say
    verify_base: str = ""  # the number is added to it
    zone: str = "Europe/Paris"
    action: str = ""
    word: str = ""
    resources: tuple[str, ...] = ()
    badge: Badge | None = None

    def as_frozen(self) -> dict[str, Any]:
        frozen: dict[str, Any] = freeze(self)
        return frozen

    @classmethod
    def from_frozen(cls, frozen: Mapping[str, Any]) -> Self:
        """Raises FrozenMismatch."""
        return thaw(cls, frozen)


def render_bilan(data: Bilan, imprint: Imprint) -> bytes:
    """Every mandatory field of `bilan_personnalise` in documents.json; no comparison with anyone else.

    Raises UnprintableText when a name or the title would lose a letter.
    """
    require_printable(
        {
            "Organisme de formation": data.provider.name,
            "Prénom": data.first_name,
            "Nom": data.full_name,
            "Intitulé de la formation": data.course,
            "Évaluateur": data.assessor,
        }
    )
    hero = Hero(f"Bravo {data.first_name}, le chemin est fait.", "le chemin est fait", esc(data.lead), data.stages)
    first = [*_progress(data), Spacer(0, S4), *_strengths_and_axes(data)]
    word = [Spacer(0, S4), KeepTogether(quote(data.word, data.assessor, data.assessor_role))] if data.word else []
    return build([*first, *word, PageBreak(), *_second(data, imprint)], data.provider, imprint, hero=hero)


def _progress(data: Bilan) -> list[Flowable]:
    story: list[Flowable] = [facts([("Bilan de", data.full_name), ("Formation", data.course)], across=2)]
    if not data.progress:
        return story
    if any(one.after is not None for one in data.progress):
        return [*story, *heading("Vos progrès", data.scale), _chart(data.progress), Spacer(0, S2), _legend()]
    return [*story, *heading("Vos résultats", NOT_TOLD), _results(data.progress)]


def _results(progress: Sequence[Progress]) -> Table:
    """Without self-assessment at the end there is nothing to draw: what was found of each objective, alone."""
    rows = [[text(one.objective, "body"), para(one.result, "right")] for one in progress]
    return Table(rows, [WIDTH - 34 * mm, 34 * mm], style=LINES)


def _chart(progress: Sequence[Progress]) -> Table:
    crowded = max(len(one.objective) for one in progress) > 60
    track = (54 if crowded else 70) * mm
    style = "small" if crowded else "body"
    rows = []
    for one in progress:
        levels = f"<b>{_way(one)}</b><br/>" if one.after is not None else ""
        chart = dumbbell(one.before, one.after, width=track, strong=one.level == "acquired")
        rows.append([text(one.objective, style), chart, para(f"{levels}{one.result}", "right")])
    return Table(rows, [WIDTH - track - 34 * mm, track, 34 * mm], style=LINES)


def _way(one: Progress) -> str:
    """« 1 → 4 », or « 4 » alone when nothing was said on arrival."""
    return f"{one.after}" if one.before is None else f"{one.before} → {one.after}"


def _legend() -> Table:
    cells = [
        dot(filled=False),
        text("avant", "muted"),
        dot(filled=True),
        text("après, acquis", "muted"),
        dot(filled=True, strong=False),
        text("après, à consolider", "muted"),
        text("auto-évaluation de 0 à 5 ; le mot est le résultat de l’évaluation", "muted"),
    ]
    widths = [5 * mm, 15 * mm, 5 * mm, 25 * mm, 5 * mm, 32 * mm, 83 * mm]
    return Table([cells], widths, style=[*BARE, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])


def _strengths_and_axes(data: Bilan) -> list[Flowable]:
    inner = HALF - 2 * S4
    return twins(
        lambda: [text("Vos points forts", "h3"), _points(data.strengths, "check", inner)],
        lambda: [text("À consolider", "h3"), _points(data.axes, "arrow", inner)],
    )


def _points(points: Sequence[str], mark: str, width: float) -> Flowable:
    if not points:
        return text("Rien n’a été relevé.", "muted")
    return listing((esc(point) for point in points), mark=mark, width=width)


def _second(data: Bilan, imprint: Imprint) -> list[Flowable]:
    story: list[Flowable] = []
    if data.action:
        action = [para("Votre action à trente jours", "accent-on-panel"), text(data.action, "on-panel")]
        story += [KeepTogether(card(action, fill=PANEL, edge=None, pad=S5)), Spacer(0, S5)]
    story += [text("Dans vos mots", "h2"), Spacer(0, S2), text(data.self_assessment, "body"), Spacer(0, S6)]
    story.append(side_by_side(_assessed(data, imprint), _ahead(data)))
    if shown := badge_block(data.badge):
        story += [Spacer(0, S5), *shown]
    return story


def _assessed(data: Bilan, imprint: Imprint) -> list[Flowable]:
    parts = stack(
        text("Votre assiduité", "h2"),
        *([squares(data.attendance, width=HALF)] if data.attendance else []),
        text(data.attendance_words, "small"),
        Spacer(0, S2),
        text("Évaluation", "h3"),
        para(f"{esc(data.assessor)}, {esc(data.assessor_role)}, {esc(data.assessed_on)}.", "small"),
        gap=S1 * 1.5,
    )
    if data.verify_base:
        proof = [
            text("Vérifier ce document", "small-strong"),
            text("Le code ouvre sa page de vérification, sans votre nom.", "muted"),
        ]
        code = QR(f"{data.verify_base}{imprint.number}/", 22 * mm)
        row = Table(
            [[code, proof]], [22 * mm + S4, HALF - 22 * mm - S4], style=[*BARE, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
        )
        parts += [Spacer(0, S4), row]
    return parts


def _ahead(data: Bilan) -> list[Flowable]:
    parts = stack(text("Et maintenant", "h2"), Spacer(0, S1))
    if data.next_steps:
        parts.append(steps([(one.what, one.when) for one in data.next_steps], width=HALF))
    if data.resources:
        more = listing((esc(one) for one in data.resources), mark="arrow", width=HALF, style="small")
        parts += [Spacer(0, S4), *stack(text("Pour continuer", "h3"), more)]
    return parts
