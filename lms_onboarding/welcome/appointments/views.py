"""The page of a learner's appointment, by link or signed in. A GET writes nothing; a POST says what it did."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms_onboarding.common import clock
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.services import provider
from lms_onboarding.welcome.models import Booking
from lms_onboarding.welcome.reader import of_learner

from . import events, words
from .agenda import FILENAME, file_of
from .booking import book_call, cancel_call, decline_call, move_call
from .links import FILE_SCOPES, PAGE_SCOPES
from .reading import learner_call
from .refusals import CallRefused, CallsClosed

CONFLICT, GONE = 409, 410


@require_safe
@of_learner(*PAGE_SCOPES)
def call(request: HttpRequest, enrolment: Enrolment, purpose: str) -> HttpResponse:
    """The slots by day, or the call that is booked, and what may still be done about it."""
    return _page(request, enrolment, purpose)


@require_POST
@of_learner(*PAGE_SCOPES)
def book(request: HttpRequest, enrolment: Enrolment, purpose: str) -> HttpResponse:
    try:
        made = book_call(
            enrolment=enrolment.pk,
            slot=_number(request, "slot"),
            phone=request.POST.get("phone", ""),
            by=enrolment.person.key,
            now=clock.now(),
        )
    except CallRefused as refusal:
        return _page(request, enrolment, purpose, refusal=refusal)
    return _noted(request, enrolment, made)


@require_POST
@of_learner(*PAGE_SCOPES)
def move(request: HttpRequest, enrolment: Enrolment, purpose: str) -> HttpResponse:
    try:
        moved = move_call(
            enrolment=enrolment.pk, slot=_number(request, "slot"), by=enrolment.person.key, now=clock.now()
        )
    except CallRefused as refusal:
        return _page(request, enrolment, purpose, refusal=refusal)
    return _noted(request, enrolment, moved)


@require_POST
@of_learner(*PAGE_SCOPES)
def cancel(request: HttpRequest, enrolment: Enrolment, purpose: str) -> HttpResponse:
    """Reversible: the slot is free, and may be booked again. `call` says which one the page showed."""
    rows = Booking.objects.filter(enrolment=enrolment, purpose=purpose, pk=_number(request, "call")).values_list(
        "pk", flat=True
    )
    wanted = rows.first()
    try:
        if wanted is not None and cancel_call(booking=wanted, by=enrolment.person.key, now=clock.now()):
            told = _("Le rendez-vous est annulé. %(email)s et votre interlocuteur sont prévenus.")
            messages.success(request, told % {"email": enrolment.person.email})
    except CallRefused as refusal:
        return _page(request, enrolment, purpose, refusal=refusal)
    return _back(enrolment, purpose)


@require_POST
@of_learner(*PAGE_SCOPES)
def decline(request: HttpRequest, enrolment: Enrolment, purpose: str) -> HttpResponse:
    """No call is wanted; or, with a slot, the learner will not be at that meeting."""
    slot = _number(request, "slot") or None
    try:
        decline_call(enrolment=enrolment.pk, slot=slot, purpose=purpose, by=enrolment.person.key, now=clock.now())
    except CallRefused as refusal:
        return _page(request, enrolment, purpose, refusal=refusal)
    told = (
        _("C’est noté : vous ne serez pas à l’accueil du groupe.") if slot else _("C’est noté : pas de rendez-vous.")
    )
    messages.success(request, told)
    return _back(enrolment, purpose)


@require_safe
@of_learner(*FILE_SCOPES)
def agenda(request: HttpRequest, enrolment: Enrolment, purpose: str) -> HttpResponse:
    """The call as it stands, for a calendar; the last one, cancelled, when none stands."""
    rows = Booking.objects.filter(enrolment=enrolment, purpose=purpose, outcome="").select_related("slot__trainer")
    standing = rows.filter(cancelled_at__isnull=True).first()
    booking = standing or rows.order_by("cancelled_at", "pk").last()
    if booking is None:
        raise Http404
    phone = booking.phone or enrolment.person.phone
    event = events.of_learner(booking, words.channel_sentence(booking.slot, learner_phone=phone))
    response = HttpResponse(file_of(event, provider().zone), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILENAME}"'
    return response


def _page(
    request: HttpRequest, enrolment: Enrolment, purpose: str, *, refusal: CallRefused | None = None
) -> HttpResponse:
    found = learner_call(enrolment, purpose, now=clock.now())
    context = {
        "call": found,
        "pk": enrolment.pk,
        "refusal": refusal,
        "phone": request.POST.get("phone", ""),
    }
    status = 200 if refusal is None else GONE if isinstance(refusal, CallsClosed) else CONFLICT
    return render(request, "lmso_welcome/call.html", context, status=status)


def _noted(request: HttpRequest, enrolment: Enrolment, booking: Booking) -> HttpResponse:
    found = learner_call(enrolment, booking.purpose, now=clock.now())
    told = _("C’est noté : %(when)s avec %(name)s. L’invitation est partie à %(email)s.")
    facts = {"when": found.when, "name": booking.slot.trainer.full_name, "email": enrolment.person.email}
    messages.success(request, told % facts)
    return _back(enrolment, booking.purpose)


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0


def _back(enrolment: Enrolment, purpose: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("lmso_welcome:call", args=[purpose, enrolment.pk]))
