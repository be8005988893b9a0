"""The papers of attendance of a whole session: to sign by hand, the sheet, the statement of each learner at a
distance. Each is asked by a button and issued; its file is then read byte for byte."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms_onboarding.common import clock
from lms_onboarding.common.refusals import Refused
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import read
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.portal.views.papers import shown
from lms_onboarding.portal.visitors import visitor_of
from lms_onboarding.progress.models import AttendanceSheet
from lms_onboarding.progress.services import (
    enrolments_led_by,
    issue_distance_statement,
    issue_paper_sheet,
    issue_session_sheet,
    sessions_led_by,
    sheets_of_session,
    statements_of,
)
from lms_onboarding.sessions.models import Session, Slot

CONFLICT = 409
SHEETS = {"feuille": issue_session_sheet, "papier": issue_paper_sheet}


@never_cache
@require_safe
@login_required
def session(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _session(request, pk))


@never_cache
@require_POST
@login_required
def issue_sheet(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """`papier`: the sheet to sign by hand; `feuille`: the one with what was signed and found."""
    row, author, verb = _session(request, pk), _author(request), SHEETS.get(which)
    if verb is None:
        raise Http404
    document, refusal = _asked(lambda: verb(row, author=author, now=clock.now()))
    if document is None:
        return _page(request, row, refusal=refusal)
    _tell(request, document)
    return redirect("lmso_portal:attendance_session", pk=row.pk)


@never_cache
@require_POST
@login_required
def issue_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """The statement of attendance at a distance of one learner."""
    rows = enrolments_led_by(request.user).select_related("person", "company", "session__course", "session__referent")
    enrolment, author = get_object_or_404(rows, pk=pk), _author(request)
    document, refusal = _asked(lambda: issue_distance_statement(enrolment, author=author, now=clock.now()))
    if document is None:
        messages.error(request, refusal)
    else:
        _tell(request, document)
    return redirect("lmso_portal:distance", pk=enrolment.pk)


@never_cache
@require_safe
@login_required
def sheet_file(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    return _file(sheets_of_session(_session(request, pk)), number)


@never_cache
@require_safe
@login_required
def statement_file(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    return _file(statements_of(get_object_or_404(enrolments_led_by(request.user), pk=pk)), number)


def _page(request: HttpRequest, row: Session, *, refusal: str = "") -> HttpResponse:
    locked = AttendanceSheet.objects.filter(slot=OuterRef("pk"))
    slots = list(Slot.objects.filter(session=row).annotate(is_locked=Exists(locked)).order_by("day", "start"))
    remote = any(slot.remote for slot in slots)
    learners = enrolments_led_by(request.user).filter(session=row, confirmed_at__isnull=False)
    context: dict[str, Any] = {
        "session": row,
        "slots": slots,
        "locked": sum(slot.is_locked for slot in slots),
        "learners": learners.select_related("person").order_by("person__last_name", "person__first_name", "pk")
        if remote
        else (),
        "documents": sheets_of_session(row),
        "refusal": refusal,
        "zone": provider().zone_name,
    }
    return render(request, "lmso_portal/attendance/session.html", context, status=CONFLICT if refusal else 200)


def _asked(verb: Callable[[], IssuedDocument]) -> tuple[IssuedDocument | None, str]:
    """The document, or the sentence that says why it cannot be issued."""
    try:
        return verb(), ""
    except Refused as refused:
        return None, refused.sentence


def _tell(request: HttpRequest, document: IssuedDocument) -> None:
    sentence = _("« %(title)s » est prêt, sous le n° %(number)s.")
    messages.success(request, sentence % {"title": document.title.partition(",")[0], "number": document.number})


def _file(documents: list[IssuedDocument], number: str) -> HttpResponse:
    found = next((one for one in documents if one.number == number), None)
    if found is None:
        raise Http404
    return shown(read(found.blob), found.filename, found.content_type)


def _session(request: HttpRequest, pk: int) -> Session:
    return get_object_or_404(sessions_led_by(request.user).select_related("course", "referent"), pk=pk)


def _author(request: HttpRequest) -> Person:
    person = visitor_of(request).person
    if person is None:
        raise Http404
    return person
