"""What a learner, an employer or a funder opens from a mail. No account: the link's cookie is the right, and an old
link asks for a code besides."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms_onboarding.common import clock
from lms_onboarding.common.refusals import Refused
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import read
from lms_onboarding.links.services import TooManyCodes, grant_cookie, opened

from . import keys
from .afterwards.actions import tell_outcome, write_action
from .afterwards.follow_ups import follow_up_of
from .afterwards.hands import hand_at_the_end
from .afterwards.recalls import note_answered
from .closing.codes import Door, closing_door, open_with_code, send_code
from .closing.fetching import note_fetched
from .closing.page import page_of, said_by
from .closing.partners import admitted_partner, certificate_door
from .closing.reading import OwnClosing, admitted, own_closing
from .models import RECALL_DAYS, ActionPlan, Recall
from .refusals import ContactUnknown

View = Callable[..., HttpResponse]


def of_learner(view: View) -> View:
    """Give the view what this learner has; otherwise say how to come back, or ask for a code."""

    @wraps(view)
    def opened_view(request: HttpRequest, pk: int, **rest: Any) -> HttpResponse:
        found = admitted(request, pk, now=clock.now())
        if found is None:
            return _private(render(request, "lmso_offboarding/closed.html", status=403))
        if found.needs_code:
            return _code_page(request, pk, "closing")
        own = own_closing(found.enrolment)
        if own is None:
            return _private(render(request, "lmso_offboarding/not_yet.html", {"enrolment": found.enrolment}))
        return _private(view(request, own, **rest))

    return never_cache(opened_view)


@require_safe
@of_learner
def closing(request: HttpRequest, own: OwnClosing) -> HttpResponse:
    """What the learner leaves with, and what comes next. Reading it writes nothing."""
    now = clock.now()
    context = {
        "page": page_of(own, now=now),
        "follow_up": follow_up_of(own.enrolment, now=now),
        "hand": hand_at_the_end(own.enrolment, now=now),
    }
    return render(request, "lmso_offboarding/closing.html", context)


@require_safe
@of_learner
def paper(request: HttpRequest, own: OwnClosing, slug: str) -> HttpResponse:
    """A document as a page: the same words as its PDF, for who cannot or will not read a PDF."""
    found = own.paper(slug)
    if found is None:
        raise Http404
    context = {"own": own, "paper": found, "page": page_of(own, now=clock.now()), **said_by(found)}
    return render(request, f"lmso_offboarding/paper_{slug}.html", context)


@require_safe
@of_learner
def paper_file(request: HttpRequest, own: OwnClosing, slug: str) -> HttpResponse:
    """The exact bytes issued."""
    found = own.paper(slug)
    if found is None:
        raise Http404
    if request.method == "GET":
        note_fetched(found.document, by=f"person/{own.enrolment.person_id}", now=clock.now())
    return _file(found.document)


@require_POST
@of_learner
def action(request: HttpRequest, own: OwnClosing) -> HttpResponse:
    """The learner takes the proposed action over, or writes their own."""
    try:
        plan = write_action(own.enrolment, text=request.POST.get("text", ""), by=_by(own), now=clock.now())
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("C’est noté : « %(text)s »") % {"text": plan.text})
    return redirect("lmso_offboarding:closing", pk=own.enrolment.pk)


@require_POST
@of_learner
def outcome(request: HttpRequest, own: OwnClosing) -> HttpResponse:
    """Done, started or dropped."""
    plan = get_object_or_404(ActionPlan, enrolment=own.enrolment)
    try:
        tell_outcome(plan, outcome=request.POST.get("outcome", ""), by=_by(own), now=clock.now())
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("C’est noté, merci : les trois réponses sont utiles."))
    return redirect("lmso_offboarding:closing", pk=own.enrolment.pk)


@require_POST
@never_cache
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a code to the current address, then read it."""
    found = admitted(request, pk, now=clock.now())
    return _by_code(request, pk, "closing", closing_door(found.enrolment) if found else None)


@require_safe
@never_cache
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate, for the employer or the funder whose link this is."""
    now = clock.now()
    found = admitted_partner(request, pk, now=now)
    if found is None:
        return _private(render(request, "lmso_offboarding/closed.html", status=403))
    if found.needs_code:
        return _code_page(request, pk, "certificate")
    if request.method == "GET":
        note_fetched(found.document, by=found.holder, now=now)
    return _private(_file(found.document))


@require_POST
@never_cache
def certificate_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a code to the current contact of the organisation, then read it."""
    found = admitted_partner(request, pk, now=clock.now())
    return _by_code(request, pk, "certificate", certificate_door(found) if found else None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Three questions, then their answers; what was searched is not kept."""
    now = clock.now()
    link = opened(request, scope=keys.RECALL_SCOPE, object_key=f"recall/{pk}", now=now)
    row = Recall.objects.select_related("enrolment__person", "enrolment__session__course").filter(pk=pk).first()
    if link is None or row is None:
        return _private(render(request, "lmso_offboarding/closed.html", status=403))
    if request.method == "POST":
        note_answered(row, by=link.holder_key, now=now)
    follow_up = follow_up_of(row.enrolment, now=now) if row.days == max(RECALL_DAYS) else None
    context = {"recall": row, "shown": request.method == "POST", "follow_up": follow_up}
    return _private(render(request, "lmso_offboarding/recall.html", context))


def _by(own: OwnClosing) -> str:
    return f"person/{own.enrolment.person_id}"


def _file(document: IssuedDocument) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{document.filename}"'}
    return HttpResponse(read(document.blob), content_type=document.content_type, headers=headers)


def _by_code(request: HttpRequest, pk: int, page: str, door: Door | None) -> HttpResponse:
    """Without a code in what is posted, one is sent; with the right one, `page` opens. None: nobody we know."""
    now = clock.now()
    if door is None:
        return _private(render(request, "lmso_offboarding/closed.html", status=403))
    if "code" not in request.POST:
        try:
            send_code(door, now=now)
        except TooManyCodes as refusal:
            return _code_page(request, pk, page, sent=True, error=str(refusal), status=429)
        except ContactUnknown as refusal:
            return _code_page(request, pk, page, error=refusal.sentence, status=409)
        return _code_page(request, pk, page, sent=True)
    link = open_with_code(door, code=request.POST["code"], now=now)
    if link is None:
        return _code_page(request, pk, page, sent=True, error="wrong", status=422)
    response = redirect(f"lmso_offboarding:{page}", pk=pk)
    grant_cookie(response, link, request, now=now)
    return response


def _code_page(
    request: HttpRequest, pk: int, page: str, *, sent: bool = False, error: str = "", status: int = 200
) -> HttpResponse:
    """`page`: closing or certificate. `error`: « wrong » for a code that is not the right one, else a sentence."""
    action = reverse(f"lmso_offboarding:{page}_code", args=[pk])
    context = {"action": action, "partner": page == "certificate", "sent": sent, "error": error}
    return _private(render(request, "lmso_offboarding/code.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """A personal page is not for search engines."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
