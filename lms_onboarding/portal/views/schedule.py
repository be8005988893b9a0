"""Move or cancel a session in two steps: what changes, then who will be told. Only the second one writes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms_onboarding.common import clock
from lms_onboarding.common.backoffice import actor_of
from lms_onboarding.common.refusals import Refused
from lms_onboarding.portal import schedule
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import cancel, plans_of, refuse_impossible, refuse_past, reschedule
from lms_onboarding.welcome import services as welcome
from lms_onboarding.welcome.enums import ReplyChoice


def _session(pk: int) -> Session:
    return get_object_or_404(Session.objects.select_related("course"), pk=pk)


def _back(session: Session) -> str:
    return reverse("sessions:edit", args=[session.pk])


@require_http_methods(["GET", "POST"])
@login_required
@permission_required("lmso_sessions.change_session", raise_exception=True)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    session = _session(pk)
    if (refused := _too_late(request, session)) is not None:
        return refused
    if request.method != "POST":
        form = schedule.MoveForm(initial=schedule.place_typed_before(session))
        rows = schedule.SlotFormSet(prefix="slots", initial=schedule.slots_typed_before(session))
        return _render_move(request, session, form, rows)
    if "add" in request.POST:
        return _one_more_row(request, session)
    return _proposed(request, session)


@require_safe
@never_cache
@login_required
def replies(request: HttpRequest, pk: int) -> HttpResponse:
    """What learners answer to the last change. A session that is not theirs to follow does not exist for them."""
    session = get_object_or_404(welcome.visible_to(request.user).select_related("course"), pk=pk)
    rows = welcome.session_replies(session)
    waiting = sum(row.reply is not None and row.reply.choice != ReplyChoice.FITS for row in rows)
    context = {"session": session, "rows": rows, "title": schedule.replies_title(waiting)}
    return render(request, "lmso_portal/session_replies.html", context)


def _proposed(request: HttpRequest, session: Session) -> HttpResponse:
    """What was typed: shown again with what is wrong, or to be confirmed, or done."""
    form, rows = schedule.MoveForm(request.POST), schedule.SlotFormSet(request.POST, prefix="slots")
    if "change" in request.POST or not (form.is_valid() and rows.is_valid()):
        return _render_move(request, session, form, rows)
    try:
        if "confirm" in request.POST:
            return _moved(request, session, form, rows)
        refuse_impossible(rows.plans())
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return _render_move(request, session, form, rows)
    return _confirm_move(request, session, form, rows)


@require_http_methods(["GET", "POST"])
@login_required
@permission_required("lmso_sessions.change_session", raise_exception=True)
def cancel_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = _session(pk)
    if (refused := _too_late(request, session)) is not None:
        return refused
    form = schedule.CancelForm(request.POST or None)
    context = {"session": session, "form": form, "back": _back(session)}
    if not form.is_valid() or "change" in request.POST:
        return render(request, "lmso_portal/session_cancel.html", context)
    if "confirm" not in request.POST:
        audience = schedule.audience_of(session)
        return render(request, "lmso_portal/session_cancel_confirm.html", {**context, "audience": audience})
    try:
        typed = form.cleaned_data
        cancel(session, reason=typed["reason"], options=typed["options"], by=actor_of(request), now=clock.now())
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return render(request, "lmso_portal/session_cancel.html", context)
    messages.success(request, _("La session %(code)s est annulée.") % {"code": session.code} + _told(session))
    return redirect(_back(session))


def _too_late(request: HttpRequest, session: Session) -> HttpResponse | None:
    try:
        refuse_past(session, now=clock.now())
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        return redirect(_back(session))
    return None


def _one_more_row(request: HttpRequest, session: Session) -> HttpResponse:
    typed = request.POST.copy()
    count = int(typed.get("slots-TOTAL_FORMS") or 0) if (typed.get("slots-TOTAL_FORMS") or "0").isdigit() else 0
    typed["slots-TOTAL_FORMS"] = str(min(count + 1, schedule.MOST_SLOTS))
    form, rows = schedule.MoveForm(typed), schedule.SlotFormSet(typed, prefix="slots")
    return _render_move(request, session, form, rows, quiet=True)


def _render_move(
    request: HttpRequest, session: Session, form: schedule.MoveForm, rows: Any, *, quiet: bool = False
) -> HttpResponse:
    context = {"session": session, "form": form, "rows": rows, "quiet": quiet, "back": _back(session)}
    return render(request, "lmso_portal/session_move.html", context)


def _confirm_move(request: HttpRequest, session: Session, form: schedule.MoveForm, rows: Any) -> HttpResponse:
    context = {
        "session": session,
        "form": form,
        "rows": rows,
        "before": plans_of(session),
        "after": sorted(rows.plans(), key=lambda slot: (slot.day, slot.start)),
        "place": ", ".join(part for part in (form.cleaned_data["venue"], form.cleaned_data["room"]) if part),
        "audience": schedule.audience_of(session),
        "back": _back(session),
    }
    return render(request, "lmso_portal/session_move_confirm.html", context)


def _moved(request: HttpRequest, session: Session, form: schedule.MoveForm, rows: Any) -> HttpResponse:
    reschedule(
        session,
        slots=rows.plans(),
        place=form.place(),
        reason=form.cleaned_data["reason"],
        by=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _("La session %(code)s est déplacée.") % {"code": session.code} + _told(session))
    return redirect(_back(session))


def _told(session: Session) -> str:
    count = len(schedule.audience_of(session).told)
    if not count:
        return " " + _("Personne n’avait encore reçu de message : rien ne part.")
    sentence = ngettext("Le message part à une personne.", "Le message part à %(count)d personnes.", count) % {
        "count": count
    }
    return f" {sentence}"
