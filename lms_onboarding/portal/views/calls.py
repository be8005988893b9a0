"""The appointments of a session: offer slots, see who booked, move or withdraw, note the outcome.

Permission is in the fetch: a session that is not theirs does not exist for them.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms_onboarding.common import clock
from lms_onboarding.common.backoffice import actor_of
from lms_onboarding.common.refusals import Refused
from lms_onboarding.offboarding import services as offboarding
from lms_onboarding.people.services import provider
from lms_onboarding.portal import calls as page
from lms_onboarding.portal.visitors import for_the_team
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome import services as welcome
from lms_onboarding.welcome.models import Booking, CallSlot

UNPROCESSABLE: Final = 422
RECENT: Final = timedelta(days=45)


@never_cache
@require_safe
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Where this person may call: the sessions that have not ended, those that ended in the last weeks, and those
    whose appointments are still to come or to note."""
    now = clock.now()
    theirs = welcome.with_calls(welcome.sessions_to_call_for(request.user).standing(), now=now)
    wanted = theirs.filter(
        Q(ends_at__gt=now - RECENT) | Q(coming_slots__gt=0) | Q(calls_to_note__gt=0)
    ).select_related("course")
    rows = list(wanted.order_by("starts_at", "pk"))
    for_the_team(request, bool(rows))
    return render(request, "lmso_portal/call_sessions.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def session_calls(request: HttpRequest, pk: int) -> HttpResponse:
    """Slots by day, who booked, who did not; and the form that offers more."""
    session, now = _session(request, pk), clock.now()
    initial = page.first_day(session, provider().zone, now)
    form = page.OfferForm(request.POST or None, people=page.callers(session), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            offer = form.offer(provider().zone)
            slots = welcome.offer_slots(session, offer, by=actor_of(request), now=now)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            count = len(slots)
            told = ngettext("Un créneau est proposé.", "%(count)d créneaux sont proposés.", count) % {"count": count}
            messages.success(request, told)
            return redirect("lmso_portal:session_calls", pk=session.pk)
    return _show(request, session, form, now)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def slot(request: HttpRequest, pk: int, slot: int) -> HttpResponse:
    """Move a slot or hold it another way; who booked it is named, and will be told."""
    session, now = _session(request, pk), clock.now()
    rows = CallSlot.objects.standing().select_related("trainer").filter(session=session, starts_at__gt=now)
    row = get_object_or_404(rows, pk=slot)
    zone = provider().zone
    form = page.SlotForm(request.POST or None, initial=page.typed_before(row, zone))
    if request.method == "POST" and form.is_valid():
        try:
            welcome.move_slot(
                row.pk,
                starts_at=form.starts_at(zone),
                held=form.held(),
                reason=form.cleaned_data["reason"],
                by=actor_of(request),
                now=now,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Le créneau est à jour.") + _told(_booked(row)))
            return redirect("lmso_portal:session_calls", pk=session.pk)
    context = {"session": session, "slot": row, "form": form, "bookings": _booked(row), "zone": zone.key}
    return render(request, "lmso_portal/call_slot.html", context, status=_status(form))


@require_POST
@never_cache
@login_required
def withdraw(request: HttpRequest, pk: int, slot: int) -> HttpResponse:
    session = _session(request, pk)
    row = get_object_or_404(CallSlot, pk=slot, session=session)
    try:
        told = _booked(row)
        reason = request.POST.get("reason", "")[:200]
        welcome.withdraw_slot(row.pk, reason=reason, by=actor_of(request), now=clock.now())
    except Refused:
        messages.warning(request, _("Ce créneau est commencé ou n’existe plus : il n’y a rien à retirer."))
    else:
        messages.success(request, _("Le créneau est retiré.") + _told(told))
    return redirect("lmso_portal:session_calls", pk=session.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def note(request: HttpRequest, pk: int, booking: int) -> HttpResponse:
    """How a call ended. Only the team of the session reads the words, and the person they are about."""
    session = _session(request, pk)
    row = get_object_or_404(_bookings(session), pk=booking)
    form = page.note_form(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _note(row, form, by=actor_of(request), now=clock.now())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("La note sur %(name)s est enregistrée.") % {"name": row.enrolment.person.full_name}
            )
            return redirect("lmso_portal:session_calls", pk=session.pk)
    context = {"session": session, "booking": row, "form": form, "zone": provider().zone_name}
    return render(request, "lmso_portal/call_note.html", context, status=_status(form))


@require_POST
@never_cache
@login_required
def cancel(request: HttpRequest, pk: int, booking: int) -> HttpResponse:
    """Cancel one learner's call; the slot is free again."""
    session = _session(request, pk)
    row = get_object_or_404(Booking.objects.filter(enrolment__session=session), pk=booking)
    try:
        done = welcome.cancel_call(booking=row.pk, by=actor_of(request), by_team=True, now=clock.now())
    except Refused:
        messages.warning(request, _("Ce rendez-vous est commencé ou passé : notez plutôt son issue."))
    else:
        if done:
            messages.success(request, _("Le rendez-vous est annulé.") + _told([row]))
    return redirect("lmso_portal:session_calls", pk=session.pk)


def _note(row: Booking, form: page.NoteForm | page.FollowUpNoteForm, *, by: str, now: datetime) -> None:
    if isinstance(form, page.FollowUpNoteForm):
        action = form.cleaned_data.get("action", "")
        offboarding.note_follow_up(booking=row, note=form.call_note(), action=action, by=by, now=now)
    else:
        welcome.note_outcome(booking=row.pk, note=form.call_note(), by=by, now=now)


def _show(request: HttpRequest, session: Session, form: page.OfferForm, now: datetime) -> HttpResponse:
    found = welcome.session_calls(session, now=now)
    context: dict[str, Any] = {"session": session, "calls": found, "form": form}
    context["title"], context["to_note"] = page.title_of(found), page.to_note_title(len(found.to_note))
    return render(request, "lmso_portal/session_calls.html", context, status=_status(form))


def _session(request: HttpRequest, pk: int) -> Session:
    theirs = welcome.sessions_to_call_for(request.user).select_related("course", "referent")
    return get_object_or_404(theirs, pk=pk)


def _bookings(session: Session) -> Any:
    rows = Booking.objects.uncancelled().filter(enrolment__session=session)
    return rows.select_related("enrolment__person", "enrolment__action_plan", "slot__trainer")


def _booked(slot: CallSlot) -> list[Booking]:
    return list(Booking.objects.uncancelled().filter(slot=slot).select_related("enrolment__person"))


def _told(bookings: list[Booking]) -> str:
    if not bookings:
        return ""
    count = len(bookings)
    name = bookings[0].enrolment.person.full_name
    told = ngettext("%(name)s en reçoit la nouvelle.", "%(count)d personnes en reçoivent la nouvelle.", count)
    return " " + told % {"count": count, "name": name}


def _status(form: Any) -> int:
    return UNPROCESSABLE if form.errors else 200
