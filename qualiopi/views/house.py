"""What the house itself owes and holds; the cross-tables of certifying courses."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.models import CoursePage
from lms_onboarding.common import clock
from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.people.services import provider
from qualiopi.coverage.access import SEE, evidence_visible_to
from qualiopi.coverage.house import House, Line, house_of
from qualiopi.coverage.states import WORDS, Count, State
from qualiopi.crossing.forms import elements_formset, elements_of
from qualiopi.crossing.models import CrossTable
from qualiopi.crossing.writing import write_table
from qualiopi.evidence.models import ADD
from qualiopi.evidence.views import reviewer_of
from qualiopi.indicators.kinds import HouseUnit
from qualiopi.referential import grid_at

UNPROCESSABLE: Final = 422
FACES: Final = {
    State.PRESENT: ("is-ok", "check"),
    State.PARTIAL: ("is-warn", "half"),
    State.ABSENT: ("is-danger", "missing"),
    State.TO_REVIEW: ("is-warn", "undo"),
    State.TO_COME: ("", "clock"),
}
ELSEWHERE: Final = {  # kinds that a page of the registers makes
    "improvement_action": "lmso_qualiopi:action_new",
    "plan_review": "lmso_qualiopi:plan_review",
    "risk_review": "lmso_qualiopi:risk_new",
}


@never_cache
@require_safe
@login_required
@permission_required(SEE, raise_exception=True)
def house(request: HttpRequest) -> HttpResponse:
    """Indicator by indicator, what is expected of the organisation."""
    organisation, now = provider(), clock.now()
    grid = grid_at(local_date(now, organisation.zone))
    found = house_of(organisation, grid, as_of=now)
    total = sum((cell.count for cell in found.cells.values()), Count())
    context = {
        "grid": grid,
        "sections": list(_sections(found, may_add=request.user.has_perm(ADD))),
        "total": total,
        "missing": len(found.missing),
        "certifying": CoursePage.objects.exclude(certification="").order_by("title"),
    }
    return render(request, "lmso_qualiopi/house.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(SEE, raise_exception=True)
def cross_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Which objective and which content cover which element of the certification; each change is a new version."""
    course = get_object_or_404(CoursePage.objects.prefetch_related("objectives"), pk=pk if pk.bit_length() < 64 else 0)
    versions = list(CrossTable.objects.filter(course=course).order_by("-version"))
    standing = versions[0] if versions else None
    writes = request.method == "POST" and request.user.has_perm(ADD)
    formset = elements_formset(course, standing, request.POST if writes else None)
    refused = ""
    if writes and formset.is_valid():
        try:
            write_table(course, elements_of(formset), by=reviewer_of(request), now=clock.now())
        except Refused as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, _("Tableau gardé. La version d’avant reste lisible."))
            return redirect("lmso_qualiopi:cross_table", pk=pk)
    wrong = bool(refused) or (writes and not formset.is_valid())
    context = {"course": course, "formset": formset, "versions": versions, "standing": standing, "refused": refused}
    context |= {"wrong": wrong, "may_write": request.user.has_perm(ADD)}
    context["changed"] = standing is not None and standing.certification != course.certification
    return render(request, "lmso_qualiopi/cross_table.html", context, status=UNPROCESSABLE if wrong else 200)


@never_cache
@require_safe
@login_required
@permission_required(SEE, raise_exception=True)
def cross_table_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The cross-table of the course of this session."""
    session = get_object_or_404(evidence_visible_to(request.user), pk=pk if pk.bit_length() < 64 else 0)
    return redirect("lmso_qualiopi:cross_table", pk=session.course_id)


def _sections(found: House, *, may_add: bool) -> Iterator[dict[str, Any]]:
    for number, cell in found.cells.items():
        lines = [one for one in found.lines if number in one.kind.first]
        if lines or cell.state is State.PRESENT:
            rows = [
                {"line": one, "face": FACES[one.state], "word": WORDS[one.state], "mend": _mend(one, number, may_add)}
                for one in lines
            ]
            yield {"indicator": found.grid.indicators[number], "cell": cell, "rows": rows}


def _mend(line: Line, number: int, may_add: bool) -> str:
    """Where this piece is made or deposited; nothing when it stands, or for who may not."""
    if line.state is State.PRESENT or not may_add:
        return ""
    if line.kind.id in ELSEWHERE:
        return reverse(ELSEWHERE[line.kind.id])
    if line.kind.house is not None and line.kind.house.unit is HouseUnit.FUNDER_YEAR:
        return ""  # asked by the surveys, which have their own page
    return f"{reverse('lmso_qualiopi:deposit')}?{urlencode({'indicator': number, 'kind': line.kind.id})}"
