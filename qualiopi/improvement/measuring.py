"""The effect of an action: the same question, before and after, counted by the surveys themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.offboarding.services import Figure, Period, of_period, read_surveys
from lms_onboarding.people.services import provider
from lms_onboarding.surveys.enums import Kind
from qualiopi.coverage.reviewing import Reviewer

from .models import Action, Measure

LOWEST: Final = 2  # degrees counted as low, from the bottom of a scale
LOW_NPS: Final = 6


@dataclass(frozen=True)
class Question:
    """A question that can be compared over two periods."""

    questionnaire: str
    key: str
    wording: str


def questions(period: Period) -> list[Question]:
    """Those on a scale that were answered by sessions ended in this period, in the order of the questionnaires."""
    return [
        Question(one.questionnaire, one.question, one.wording)
        for party in read_surveys(of_period(period)).parties
        for one in party.figures
        if one.is_scale and one.version == 0 and one.n and not one.withheld
    ]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The question, and the two periods of which it is counted."""

    question: str
    before: Period
    after: Period
    note: str = ""


def measure(action: Action, asked: Asked, *, by: Reviewer, now: datetime) -> Measure:
    """Count low answers of sessions ended in each period. Twice is once: the measure already written.

    Raises Refused: a period to come or that begins before the other ends, a question that has changed or that
    nobody answered in one of them.
    """
    question, before, after = asked.question, asked.before, asked.after
    if after.last > local_date(now, provider().zone):
        raise Refused(_("La seconde période n’est pas finie : mesurez quand elle le sera."), field="after_last")
    if after.first <= before.last:
        raise Refused(_("La seconde période commence avant la fin de la première : séparez-les."), field="after_first")
    figure = next((one for one in _compared(before, after) if one.question == question), None)
    if figure is None or figure.before is None:
        raise Refused(
            _("Cette question n’a pas de réponses dans les deux périodes, ou son texte a changé entre-temps."),
            field="question",
        )
    values = {
        "questionnaire": figure.questionnaire,
        "wording": figure.wording[:300],
        "counted": _words(figure),
        "before_count": _low(figure.before),
        "before_n": figure.before.n,
        "after_count": _low(figure),
        "after_n": figure.n,
        "measured_by": by.name,
        "measured_at": now,
        "note": asked.note.strip()[:500],
    }
    with transaction.atomic():
        made, fresh = Measure.objects.get_or_create(
            action=action,
            question=question,
            before_first=before.first,
            before_last=before.last,
            after_first=after.first,
            after_last=after.last,
            defaults=values,
        )
        if fresh:
            record(Fact("action.measured", action.key, now, by.key, {"question": question}), now=now)
    return made


def _compared(before: Period, after: Period) -> list[Figure]:
    read = read_surveys(of_period(after), before=of_period(before))
    return [one for party in read.parties for one in party.figures]


def _limit(figure: Figure) -> int:
    """The highest degree that counts as low."""
    if figure.kind is Kind.NPS:
        return LOW_NPS
    return min(bar.degree for bar in figure.bars if bar.degree is not None) + LOWEST - 1


def _low(figure: Figure) -> int:
    limit = _limit(figure)
    return sum(bar.count for bar in figure.bars if bar.degree is not None and bar.degree <= limit)


def _words(figure: Figure) -> str:
    labels = [bar.label for bar in figure.bars if bar.degree is not None and bar.degree <= _limit(figure)]
    return _("Réponses basses : de %(first)s à %(last)s") % {"first": labels[0], "last": labels[-1]}
