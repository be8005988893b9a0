"""A strip of days: how much was done, in three shades, each said in words too. No minute is counted anywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from django.db.models import Sum

from lms_onboarding.common import french
from lms_onboarding.progress.models import DailyActivity

STEP: Final = 20
LONGEST: Final = 14
SHADES: Final = ((0, "", "aucune activité"), (1, "l1", "un peu d’activité"), (5, "l2", "de l’activité"))
MOST: Final = (15, "l3", "beaucoup d’activité")


@dataclass(frozen=True)
class Cell:
    """One day: its place in the drawing, its shade; `off`: still to come."""

    x: int
    shade: str
    off: bool


@dataclass(frozen=True)
class Strip:
    cells: list[Cell]
    words: str

    @property
    def width(self) -> int:
        return len(self.cells) * STEP - 2


Events = Mapping[tuple[int, date], int]


def events_of(enrolments: Iterable[int], days: list[date]) -> Events:
    """What each learner did on each day, all sources together. One query."""
    rows = DailyActivity.objects.filter(enrolment__in=list(enrolments), day__in=days).order_by()
    counted = rows.values_list("enrolment_id", "day").annotate(total=Sum("events"))
    return {(enrolment, day): total for enrolment, day, total in counted}


def days_of(first: date, last: date) -> list[date]:
    """At most a fortnight from the first day, week-ends included when something may be done then."""
    count = min((last - first).days + 1, LONGEST)
    return [first + timedelta(days=gap) for gap in range(max(count, 1))]


def strip_of(enrolment: int, days: list[date], events: Events, *, today: date) -> Strip:
    cells, said = [], list[tuple[date, str]]()
    for rank, day in enumerate(days):
        if day > today:
            cells.append(Cell(rank * STEP, "", off=True))
            continue
        _least, shade, words = _shade(events.get((enrolment, day), 0))
        cells.append(Cell(rank * STEP, shade, off=False))
        said.append((day, words))
    runs = [list(run) for _words, run in groupby(said, key=lambda one: one[1])]
    return Strip(cells, ". ".join(_said(run) for run in runs) or "rien encore")


def _said(run: list[tuple[date, str]]) -> str:
    """« mardi 8 décembre : aucune activité »; days that are alike are said once."""
    (first, words), (last, _same) = run[0], run[-1]
    days = [french.day(day, year=False) for day in (first, last)]
    when = days[0] if first == last else f"du {days[0]} au {days[1]}"
    return f"{when}\u00a0: {words}"


def _shade(events: int) -> tuple[int, str, str]:
    return next(shade for shade in (MOST, *reversed(SHADES)) if events >= shade[0])
