"""One session under one indicator: each expected piece, where it is, what to do when it is not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms_onboarding.common import clock, french
from lms_onboarding.common.backoffice import actor_of
from lms_onboarding.common.calendar import local_date
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Session, Slot
from qualiopi.coverage.access import SEE, WAIVE, evidence_visible_to
from qualiopi.coverage.models import Waiver
from qualiopi.coverage.reading import Line, Part, Reading, read_cell
from qualiopi.coverage.remedies import Remedy, remedy_for
from qualiopi.coverage.reviewing import Reviewer
from qualiopi.coverage.standings import Owing
from qualiopi.coverage.states import WORDS, State
from qualiopi.coverage.waiving import lift, waive
from qualiopi.indicators.kinds import Strength, kinds
from qualiopi.indicators.pieces import Piece
from qualiopi.referential import Grid, grid_at

from .forms import WaiverForm
from .people import names_for, unit_words

UNPROCESSABLE: Final = 422
TONES: Final = {
    State.PRESENT: ("is-ok", "check"),
    State.PARTIAL: ("is-warn", "half"),
    State.TO_REVIEW: ("is-warn", "undo"),
    State.ABSENT: ("is-danger", "missing"),
    State.TO_COME: ("", "clock"),
    State.NOT_APPLICABLE: ("", "minus"),
    State.OUTSIDE: ("", "minus"),
}


@dataclass(frozen=True)
class Row:
    """One expected unit as a line of the page."""

    line: Line
    who: str
    remedy: Remedy | None

    @property
    def tone(self) -> str:
        return TONES[self.line.state][0]

    @property
    def icon(self) -> str:
        return TONES[self.line.state][1]

    @property
    def word(self) -> str:
        return WORDS[self.line.state]

    @property
    def source(self) -> tuple[str, int]:
        return source_of(self.line.piece) if self.line.piece else ("", 0)

    @property
    def note(self) -> str:
        return self.line.doubt or (self.line.piece.note if self.line.piece else "")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(SEE, raise_exception=True)
def cell(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What stands behind one cell of the matrix; « non applicable » is declared and lifted here."""
    session = get_object_or_404(evidence_visible_to(request.user).select_related("course"), pk=pk)
    house, now = provider(), clock.now()
    grid = grid_at(local_date(now, house.zone))
    if number not in grid.indicators:
        raise Http404
    form = WaiverForm(request.POST if request.method == "POST" and "lift" not in request.POST else None)
    if request.method == "POST" and _acted(request, session, number, form):
        return redirect("lmso_qualiopi:cell", pk=pk, number=number)
    found = evidence_visible_to(request.user).filter(pk=pk)
    reading = read_cell(found, number, house, grid, as_of=now)
    context = {**_shown(request, session, number, reading, house, grid), "form": form}
    return render(request, "lmso_qualiopi/cell.html", context, status=UNPROCESSABLE if form.errors else 200)


def source_of(piece: Piece) -> tuple[str, int]:
    """« kit/12 » as its address needs it."""
    source, _slash, number = piece.key.partition("/")
    return source, int(number)


def _acted(request: HttpRequest, session: Session, number: int, form: WaiverForm) -> bool:
    if not request.user.has_perm(WAIVE):
        raise PermissionDenied
    by, now = Reviewer(key=actor_of(request), name=str(request.user)), clock.now()
    if "lift" in request.POST:
        standing = Waiver.objects.filter(ended_at__isnull=True, indicator=number)
        chosen = request.POST["lift"]
        lift(get_object_or_404(standing, pk=int(chosen) if chosen.isdecimal() else 0), by=by, now=now)
        messages.success(request, _("C’est noté : l’indicateur s’applique de nouveau."))
        return True
    if not form.is_valid():
        return False
    course = None if form.cleaned_data["house"] else session.course_id
    waive(number, course, form.cleaned_data["reason"], by=by, now=now)
    messages.success(request, _("C’est noté : « non applicable », avec votre motif, votre nom et la date du jour."))
    return True


def _shown(
    request: HttpRequest, session: Session, number: int, reading: Reading, house: ProviderSettings, grid: Grid
) -> dict[str, Any]:
    names = names_for(request.user, reading.group)
    halves = {
        one.pk: f"{french.day(one.day, year=False)}, {one.get_half_display()}"
        for one in Slot.objects.filter(session=session)
    }
    waived = Waiver.objects.filter(ended_at__isnull=True, indicator=number)
    return {
        "session": session,
        "indicator": grid.indicators[number],
        "grid": grid,
        "cell": reading.cell,
        "word": WORDS[reading.cell.state],
        "face": TONES[reading.cell.state],
        "parts": [(part, list(_rows(part, number, session, names, halves, request.user))) for part in reading.parts],
        "support": [_supporting(one, number, names, halves) for one in reading.support],
        "waiver": waived.filter(course=session.course_id).first() or waived.filter(course=None).first(),
        "zone": house.zone,
    }


def _rows(
    part: Part, number: int, session: Session, names: Mapping[int, str], halves: Mapping[int, str], user: Any
) -> Iterator[Row]:
    for line in part.lines:
        unit = line.unit
        owing = Owing(part.kind.id, 1, unit.due, (), unit.enrolment, unit.half)
        missing = line.state in (State.ABSENT, State.PARTIAL)
        remedy = remedy_for(session.pk, number, owing, user) if missing else None
        yield Row(line, unit_words(unit.enrolment, unit.half, names, halves), remedy)


def _supporting(
    piece: Piece, number: int, names: Mapping[int, str], halves: Mapping[int, str]
) -> tuple[Piece, tuple[str, int], str, str, str]:
    """(piece, source, title, who, strength)."""
    kind = kinds()[piece.kind]
    who = unit_words(piece.enrolment, piece.unit, names, halves)
    return piece, source_of(piece), kind.title, who, str(kind.strength_for(number) or Strength.SECONDARY)
