"""The learner signs: by personal link, from the portal, or after reading the code on the wall and signing in."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms_onboarding.common import clock, french
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.services import opened
from lms_onboarding.people.services import provider
from lms_onboarding.portal.attendance.own import signing_page
from lms_onboarding.portal.attendance.posted import signature_of
from lms_onboarding.portal.attendance.wall import forget_scan, keep_scan, scanned_slot
from lms_onboarding.portal.visitors import visitor_of
from lms_onboarding.progress.enums import Door
from lms_onboarding.progress.models import AttendanceSignature
from lms_onboarding.progress.services import (
    ATTENDANCE_SCOPE,
    AttendanceRefused,
    SignatureUnusable,
    normal_code,
    sign_attendance,
    slot_of,
)

UNPROCESSABLE, CONFLICT = 422, 409


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One enrolment's half-days; the one that is open may be signed, by its learner and nobody else."""
    now = clock.now()
    by_link = opened(request, scope=ATTENDANCE_SCOPE, object_key=str(pk), now=now) is not None
    if not by_link and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
    enrolment = _enrolment(request, pk, by_link=by_link)
    refusal: AttendanceRefused | None = None
    if request.method == "POST":
        try:
            signed = _signed(request, enrolment, by_link=by_link, now=now)
        except AttendanceRefused as refused:
            refusal = refused
        else:
            at = french.hour(french.local(signed.signed_at, provider().zone).time())
            messages.success(request, _("Votre présence est signée, à %(at)s.") % {"at": at})
            response = redirect("lmso_portal:sign", pk=pk)
            forget_scan(response)
            return response
    page = signing_page(enrolment, now=now)
    context = {
        "page": page,
        "zone": provider().zone_name,
        "refusal": refusal,
        "name_error": refusal.sentence if refusal and refusal.field == "name" else "",
        "typed": request.POST.get("name", ""),
        "scanned": page.current is not None and scanned_slot(request, now=now) == page.current.slot.pk,
    }
    return render(request, "lmso_portal/attendance/sign.html", context, status=_status(refusal))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def type_code(request: HttpRequest) -> HttpResponse:
    """The short address under the drawing: the code is typed, and leads where the drawing does."""
    typed, failed = request.POST.get("code", ""), request.method == "POST"
    if failed:
        slot = slot_of(typed, now=clock.now())
        if slot is not None:
            return redirect("lmso_portal:scan", code=normal_code(typed))
    context = {"typed": typed, "failed": request.method == "POST"}
    return render(
        request, "lmso_portal/attendance/code.html", context, status=UNPROCESSABLE if request.method == "POST" else 200
    )


@never_cache
@require_safe
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """The code was read. It opens nothing by itself: the visitor signs in, and finds their own page."""
    now = clock.now()
    slot = slot_of(code, now=now)
    if slot is None:
        return render(request, "lmso_portal/attendance/code.html", {"typed": code, "expired": True}, status=410)
    response = redirect("lmso_portal:sign_here", pk=slot.pk)
    keep_scan(response, slot, request, now=now)
    return response


@never_cache
@require_safe
@login_required
def sign_here(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a signed-in visitor has a place in this half-day, their own page; else a sentence."""
    own = [one.pk for one in visitor_of(request).enrolments]
    found = Enrolment.objects.filter(pk__in=own, session__slots=pk).first()
    if found is None:
        return render(request, "lmso_portal/attendance/not_here.html", status=403)
    return redirect("lmso_portal:sign", pk=found.pk)


@never_cache
@require_safe
@login_required
def own_signing(request: HttpRequest) -> HttpResponse:
    """From the menu: the page of the session that runs, else of the next."""
    visitor = visitor_of(request)
    if not visitor.is_learner:
        raise Http404
    now = clock.now()
    standing = visitor.places.concerned("", now=now)
    return redirect("lmso_portal:sign", pk=standing or visitor.enrolments[0].pk)


def _enrolment(request: HttpRequest, pk: int, *, by_link: bool) -> Enrolment:
    rows = Enrolment.objects.select_related("person", "session__course", "session__referent")
    if not by_link and pk not in {one.pk for one in visitor_of(request).enrolments}:
        raise Http404
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _signed(request: HttpRequest, enrolment: Enrolment, *, by_link: bool, now: datetime) -> AttendanceSignature:
    """The half-day is the one that the page showed: at the turn of two, nobody signs another than they saw."""
    asked = request.POST.get("slot", "")
    slot = enrolment.session.slots.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 19 else None
    if slot is None:
        raise SignatureUnusable(_("Cette demi-journée n’existe plus. Rechargez la page, puis signez."))
    read = scanned_slot(request, now=now) == slot.pk
    return sign_attendance(
        slot=slot.pk,
        enrolment=enrolment.pk,
        signature=signature_of(request.POST, person=enrolment.person, may_scan=read),
        door=Door.WALL if read else Door.LINK if by_link else Door.PORTAL,
        device=_device(request),
        now=now,
    )


def _device(request: HttpRequest) -> str:
    """The kind of device, and no more: it tells nobody apart."""
    agent = request.headers.get("User-Agent", "")
    if "Tablet" in agent or "iPad" in agent:
        return "tablette"
    return "téléphone" if "Mobi" in agent else "ordinateur"


def _status(refusal: AttendanceRefused | None) -> int:
    if refusal is None:
        return 200
    return UNPROCESSABLE if isinstance(refusal, SignatureUnusable) else CONFLICT
