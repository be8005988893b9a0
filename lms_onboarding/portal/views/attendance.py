"""The trainer's half-days: who signed, what is found, the lock, the corrections, the sheet.

Permission is in the fetch: a half-day of somebody else's session does not exist for them.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms_onboarding.common import clock, french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.documents.services import read
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.portal.attendance.half_day import CHOICES, HalfDay, half_day, rows_of
from lms_onboarding.portal.attendance.posted import findings_of, signature_of
from lms_onboarding.portal.views.papers import shown
from lms_onboarding.portal.visitors import for_the_team, visitor_of
from lms_onboarding.progress.enums import ExcuseKind
from lms_onboarding.progress.models import AttendanceSheet
from lms_onboarding.progress.services import (
    AttendanceRefused,
    SignatureUnusable,
    countersign,
    invite_to_sign,
    issue_sheet,
    mark_attendance,
    sessions_led_by,
    slots_led_by,
)
from lms_onboarding.sessions.models import Session, Slot

UNPROCESSABLE, CONFLICT = 422, 409
RECENT, AHEAD = timedelta(days=60), timedelta(days=14)


@never_cache
@require_safe
@login_required
def half_days(request: HttpRequest) -> HttpResponse:
    """Those of today, those that wait for a countersignature, the next ones."""
    _author(request)
    today = local_date(clock.now(), provider().zone)
    locked = AttendanceSheet.objects.filter(slot=OuterRef("pk"))
    signed = Count("signatures", distinct=True)
    mine = slots_led_by(request.user).filter(day__range=(today - RECENT, today + AHEAD))
    rows = list(
        mine.annotate(is_locked=Exists(locked), signed=signed)
        .select_related("session__course")
        .order_by("day", "start", "pk")
    )
    for_the_team(request, bool(rows))
    context = {
        "today": [row for row in rows if row.day == today],
        "waiting": [row for row in rows if row.day < today and not row.is_locked],
        "coming": [row for row in rows if row.day > today],
        "sessions": _sessions(request, today),
        "closed": [row for row in reversed(rows) if row.day < today and row.is_locked][:20],
    }
    return render(request, "lmso_portal/attendance/half_days.html", context)


def _sessions(request: HttpRequest, today: date) -> list[Session]:
    """Those of the half-days listed, oldest first, for the papers of the whole session."""
    near = Slot.objects.filter(session=OuterRef("pk"), day__range=(today - RECENT, today + AHEAD))
    rows = sessions_led_by(request.user).filter(Exists(near)).select_related("course")
    return list(rows.order_by("starts_at", "pk"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of one half-day: `save` keeps the findings, `countersign` keeps them then locks."""
    slot, author, now = _slot(request, pk), _author(request), clock.now()
    refusal: AttendanceRefused | None = None
    if request.method == "POST":
        try:
            return _written(request, slot, author, now)
        except AttendanceRefused as refused:
            refusal = refused
    page = half_day(slot, now=now)
    context = {**_context(page, request, failed=refusal is not None), "refusal": refusal, "author": author}
    context["name_error"] = refusal.sentence if refusal and refusal.field == "name" else ""
    return render(request, "lmso_portal/attendance/sheet.html", context, status=_status(refusal))


@never_cache
@require_safe
@login_required
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code alone, to be shown on a wall; a script renews it, without one the page does so itself."""
    slot, now = _slot(request, pk), clock.now()
    page = half_day(slot, now=now)
    return render(request, "lmso_portal/attendance/wall.html", {"page": page, "wall": page.wall, "slot": slot})


@never_cache
@require_POST
@login_required
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    slot = _slot(request, pk)
    try:
        names = invite_to_sign(slot=slot.pk, author=_author(request), now=clock.now())
    except AttendanceRefused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        if names:
            messages.success(request, _("Un lien part à %(names)s.") % {"names": french.listing(names)})
        else:
            messages.info(
                request, _("Chacun a déjà reçu son lien pour cette demi-journée : rien n’est parti de plus.")
            )
    return redirect("lmso_portal:attendance_sheet", pk=slot.pk)


@never_cache
@require_safe
@login_required
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as it was issued, byte for byte."""
    slot = _slot(request, pk)
    row = AttendanceSheet.objects.select_related("document__blob").filter(slot=slot, document__isnull=False).first()
    if row is None or row.document is None:
        raise Http404
    return shown(read(row.document.blob), row.document.filename, row.document.content_type)


def _written(request: HttpRequest, slot: Slot, author: Person, now: datetime) -> HttpResponse:
    """Keep the findings, then lock when asked; drawing comes after, outside any transaction."""
    page = half_day(slot, now=now)
    findings = findings_of(request.POST, list(page.lines))
    marked = mark_attendance(
        slot=slot.pk, findings=findings, author=author, now=now, reason=request.POST.get("reason", "")
    )
    for clash in marked.conflicts:
        messages.warning(request, clash.sentence)
    if request.POST.get("act") == "countersign" and not marked.conflicts:
        signature = signature_of(request.POST, person=author)
        observation = request.POST.get("observation", "")
        row = countersign(slot=slot.pk, signature=signature, author=author, observation=observation, now=now)
        issue_sheet(row, now=now)
        messages.success(request, _("La demi-journée est contresignée, et sa feuille est émise."))
    elif marked.kept:
        messages.success(request, _kept(marked.kept, corrected=page.sheet is not None))
        if page.sheet is not None:
            issue_sheet(AttendanceSheet.objects.select_related("slot").get(slot=slot), now=now)
    elif not marked.conflicts:
        messages.info(request, _("Rien n’a changé."))
    return redirect("lmso_portal:attendance_sheet", pk=slot.pk)


def _kept(count: int, *, corrected: bool) -> str:
    if corrected:
        return _("La correction est gardée avec l’ancienne valeur, et une nouvelle feuille remplace la précédente.")
    said = french.counted(count, "constat est enregistré", "constats sont enregistrés")
    return f"{said[:1].upper()}{said[1:]}."


def _context(page: HalfDay, request: HttpRequest, *, failed: bool) -> dict[str, Any]:
    posted = request.POST if failed else QueryDict()
    return {
        "page": page,
        "slot": page.slot,
        "wall": page.wall,
        "rows": rows_of(page.lines, posted),
        "choices": CHOICES,
        "excuses": ExcuseKind.choices,
        "typed": posted,
    }


def _slot(request: HttpRequest, pk: int) -> Slot:
    return get_object_or_404(slots_led_by(request.user).select_related("session__course", "session__referent"), pk=pk)


def _author(request: HttpRequest) -> Person:
    person = visitor_of(request).person
    if person is None:
        raise Http404
    return person


def _status(refusal: AttendanceRefused | None) -> int:
    if refusal is None:
        return 200
    return UNPROCESSABLE if refusal.field or isinstance(refusal, SignatureUnusable) else CONFLICT
