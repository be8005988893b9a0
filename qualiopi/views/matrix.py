"""What is held and what is missing, session by session: the first page of the quality portal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms_onboarding.common import clock
from lms_onboarding.common.calendar import local_date
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Session
from qualiopi.coverage.access import SEE, evidence_visible_to
from qualiopi.coverage.cells import Cell
from qualiopi.coverage.overview import Asked, Missing, Overview, overview, shown_indicators, with_owners
from qualiopi.coverage.remedies import Remedy, remedy_for
from qualiopi.coverage.states import WORDS, State
from qualiopi.referential import Grid, Indicator

from . import words
from .forms import FilterForm

UNPROCESSABLE: Final = 422
PER_PAGE: Final = 40
FACES: Final = {
    State.PRESENT: ("is-ok", "check"),
    State.PARTIAL: ("is-warn", "half"),
    State.ABSENT: ("is-missing", "missing"),
    State.TO_REVIEW: ("is-warn", "undo"),
    State.TO_COME: ("", "clock"),
    State.NOT_APPLICABLE: ("", "minus"),
    State.OUTSIDE: ("", "minus"),
}


@dataclass(frozen=True)
class Shown:
    """A cell with its words: `counted` is « 5/8 », empty where nothing is counted."""

    number: int
    cell: Cell
    split: bool

    @property
    def tone(self) -> str:
        return FACES[self.cell.state][0]

    @property
    def icon(self) -> str:
        return FACES[self.cell.state][1]

    @property
    def word(self) -> str:
        return WORDS[self.cell.state]

    @property
    def counted(self) -> str:
        return f"{self.cell.count.held}/{self.cell.count.due}" if self.cell.count.due else ""


@dataclass(frozen=True)
class Lot:
    """One line of what is missing."""

    told: Missing
    owner: str
    remedy: Remedy | None
    days: int
    """Days left before it is due; negative once it is late."""

    @property
    def when(self) -> str:
        if self.days > 0:
            return f"Dans {self.days} jour{'s' if self.days > 1 else ''}"
        if self.days == 0:
            return "Dû aujourd’hui"
        return f"{-self.days} jour{'s' if self.days < -1 else ''} de retard"


@never_cache
@require_safe
@login_required
@permission_required(SEE, raise_exception=True)
def evidence(request: HttpRequest) -> HttpResponse:
    """The matrix of a period and what it lacks, under the version of the audit."""
    house, now = provider(), clock.now()
    form = FilterForm(request.GET, today=local_date(now, house.zone))
    if form.is_bound and not form.is_valid():
        return render(request, "lmso_qualiopi/evidence.html", {"form": form}, status=UNPROCESSABLE)
    chosen = form.chosen()
    selection = selected(evidence_visible_to(request.user), chosen)
    count = selection.count()
    page = Paginator(selection.select_related("course"), PER_PAGE).get_page(request.GET.get("page"))
    numbers = [chosen["indicateur"]] if chosen["indicateur"] else shown_indicators(form.grid)
    asked = Asked(grid=form.grid, indicators=numbers, now=now)
    told = overview(selection, [one.pk for one in page], house, asked, count=count)
    lots = Paginator(told.missing, PER_PAGE).get_page(request.GET.get("manque"))
    context = {
        "form": form,
        "chosen": chosen,
        "count": count,
        "grid": form.grid,
        "page": page,
        "lines": _lines(page, told, form.grid, numbers),
        "criteria": _criteria(form.grid, numbers),
        "totals": [(told.totals.get(number), split) for number, split in _splits(form.grid, numbers)],
        "told": told,
        "verdict": words.verdict(told.total, len(told.missing), told.late(now)),
        "dense": words.dense(told.missing),
        "scope": words.scope(count, len(numbers)),
        "lots": list(_lots(lots, house, now, request.user)),
        "lots_page": lots,
        "now": now,
        "kept": urlencode({name: one for name, one in request.GET.items() if name not in ("page", "manque")}),
    }
    return render(request, "lmso_qualiopi/evidence.html", context)


def selected(sessions: "QuerySet[Session]", chosen: dict[str, Any]) -> "QuerySet[Session]":
    """The sessions of a period, the last one first; those whose code or course holds some words."""
    rows = sessions.filter(ends_at__date__gte=chosen["du"], starts_at__date__lte=chosen["au"])
    if named := chosen["session"].strip():
        rows = rows.filter(Q(code__icontains=named) | Q(course__title__icontains=named))
    return rows.order_by("-starts_at", "-pk")


def _lines(
    page: "Page[Session]", told: Overview, grid: Grid, numbers: Sequence[int]
) -> Iterator[tuple[Session, list[Shown]]]:
    splits = _splits(grid, numbers)
    for session in page:
        cells = told.cells.get(session.pk, {})
        yield session, [Shown(number, cells[number], split) for number, split in splits if number in cells]


def _splits(grid: Grid, numbers: Sequence[int]) -> list[tuple[int, bool]]:
    """Each number, and whether a new criterion begins with it."""
    criteria = [grid.indicators[number].criterion for number in numbers]
    return [(number, rank > 0 and criteria[rank] != criteria[rank - 1]) for rank, number in enumerate(numbers)]


def _criteria(grid: Grid, numbers: Sequence[int]) -> list[tuple[str, list[Indicator], bool]]:
    """(criterion, its indicators, whether a line stands before it)."""
    shown = [grid.indicators[number] for number in numbers]
    parts = [(number, list(members)) for number, members in groupby(shown, key=lambda one: one.criterion)]
    return [(grid.criteria[number], members, rank > 0) for rank, (number, members) in enumerate(parts)]


def _lots(page: "Page[Missing]", house: ProviderSettings, now: datetime, user: Any) -> Iterator[Lot]:
    today = local_date(now, house.zone)
    for one, owner in with_owners(list(page), house):
        days = (local_date(one.owing.due, house.zone) - today).days
        yield Lot(one, owner, remedy_for(one.session, one.indicators[0], one.owing, user), days)
