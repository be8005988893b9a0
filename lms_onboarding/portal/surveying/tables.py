"""Answers as tables, for who works elsewhere: neutral cells, in CSV and in a workbook."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_lazy as _

from lms_onboarding.common.tabular import Cell
from lms_onboarding.offboarding.services import Figure, PartyReading, SurveyReading

FIGURES: Final = (
    _("Public"),
    _("Sollicitations"),
    _("Réponses"),
    _("Question"),
    _("Code de la question"),
    _("Version"),
    _("Effectif"),
    _("Réponse donnée"),
    _("Nombre"),
    _("Moyenne (dès dix réponses)"),
    _("NPS (dès dix réponses)"),
    _("Effectif de la période précédente"),
    _("Nombre de la période précédente"),
)
COMMENTS: Final = (_("Public"), _("Question"), _("Commentaire"))


def figure_rows(reading: SurveyReading) -> Iterator[list[Cell]]:
    """One row per answer of each question; a withheld question has one row, which says so."""
    for party in reading.parties:
        for figure in party.figures:
            yield from _rows(party, figure)


def comment_rows(reading: SurveyReading) -> Iterator[list[Cell]]:
    for party in reading.parties:
        for comment in party.comments:
            yield [str(party.party.label), comment.wording, comment.text]


def _rows(party: PartyReading, figure: Figure) -> Iterator[list[Cell]]:
    start: list[Cell] = [
        str(party.party.label),
        party.rate.invited,
        party.rate.answered,
        figure.wording,
        figure.question,
        figure.version or None,
        figure.n,
    ]
    if figure.withheld:
        yield [*start, str(_("visible à partir de cinq réponses")), None, None, None, None, None]
        return
    was = {bar.label: bar.count for bar in figure.before.bars} if figure.before else {}
    bars: list[tuple[str, int]] = [(bar.label, bar.count) for bar in figure.bars]
    if figure.apart:
        bars.append((figure.apart_label, figure.apart))
    for label, count in bars:
        yield [
            *start,
            label,
            count,
            figure.mean,
            figure.nps.score if figure.nps else None,
            figure.before.n if figure.before else None,
            was.get(label) if figure.before else None,
        ]
