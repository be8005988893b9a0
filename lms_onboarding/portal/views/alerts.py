"""The queue of a trainer and one case. Permission is in the fetch: a case that is not theirs does not exist."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms_onboarding.common import clock
from lms_onboarding.enrolments.enums import AbandonCause
from lms_onboarding.followup import services as followup
from lms_onboarding.followup.enums import ActionKind, CaseOutcome
from lms_onboarding.followup.models import Alert
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.people.services import provider
from lms_onboarding.portal.alerts.case import case_of
from lms_onboarding.portal.alerts.queue import STANDING, STATES, WITH, queue_for
from lms_onboarding.portal.visitors import for_the_team, visitor_of

QUEUE = "file"


@never_cache
@require_safe
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """Who needs a sign. `fait` names the case that was just dealt with, to take it back; `message`, the one whose
    message is open in its card."""
    state = request.GET.get("etat", "a-traiter")
    reader = visitor_of(request).person
    if state not in STATES or reader is None:
        raise Http404
    for_the_team(request, Alert.objects.visible_to(request.user).exists())
    organisation, now = ProviderSettings.load(request_or_site=request), clock.now()  # the one that the page shows
    found = queue_for(request.user, organisation, state=state, number=request.GET.get("page", "1"), now=now)
    found = found.opened(request.GET.get("message", ""), organisation, reader=reader, now=now)
    context = {"queue": found, "zone": organisation.zone_name, "done": _done(request), "now": now}
    return render(request, "lmso_portal/alerts/queue.html", context)


@never_cache
@require_safe
@login_required
def case(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, _alert(request, pk))


def show(request: HttpRequest, alert: Alert, *, refusal: followup.FollowupRefused | None = None) -> HttpResponse:
    """The page of a case; what was typed is back in its fields when something was refused."""
    organisation, now = provider(), clock.now()
    found = case_of(alert, organisation, reader=_reader(request), now=now)
    context: dict[str, Any] = {"case": found, "alert": alert, "zone": organisation.zone_name, "now": now}
    context["done"] = request.GET.get("fait") == str(alert.pk)
    status = 200
    if refusal is not None:
        context |= {"refusal": refusal, "typed": request.POST}
        status = 409 if isinstance(refusal, followup.CaseChanged | followup.CaseClosed) else 422
    return render(request, "lmso_portal/alerts/case.html", context, status=status)


Act = Callable[[HttpRequest, Alert, followup.Hand, datetime], "HttpResponse | None"]


def _acting(act: Act) -> Callable[..., HttpResponse]:
    """Does it, then goes back where the button was; a refusal shows the case with its sentence and what was typed."""

    @require_POST
    @never_cache
    @login_required
    @wraps(act)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        alert = _alert(request, pk)
        seen = request.POST.get("version", "")
        hand = followup.Hand(alert.pk, _reader(request), int(seen) if seen.isdecimal() and len(seen) < 9 else None)
        try:
            answer = act(request, alert, hand, clock.now())
        except followup.FollowupRefused as refusal:
            return show(request, _alert(request, pk), refusal=refusal)
        return answer or _back(request, alert)

    return view


@_acting
def contact(request: HttpRequest, alert: Alert, hand: followup.Hand, now: datetime) -> None:
    """A call, a video call, a meeting, or a try without an answer."""
    asked = request.POST.get("canal", "")
    kind = ActionKind(asked) if asked in ActionKind.values else ActionKind.OPENED  # which no form offers: refused
    followup.note_contact(hand, kind=kind, words=request.POST.get("note", ""), now=now)


@_acting
def message(request: HttpRequest, alert: Alert, hand: followup.Hand, now: datetime) -> None:
    """The suggestion, read over, from the person who signs it. Its button is that of the suggestion."""
    found = case_of(alert, provider(), reader=hand.by, now=now).suggestion
    written = followup.Message(
        subject=request.POST.get("subject", ""),
        text=request.POST.get("text", ""),
        suggestion=found.key,
        target=found.target,
        url=found.url,
    )
    followup.send_message(hand, message=written, now=now)


@_acting
def defer(request: HttpRequest, alert: Alert, hand: followup.Hand, now: datetime) -> None:
    until = followup.until_of(alert, request.POST.get("quand", ""), now=now)
    if until is None:
        raise followup.FollowupRefused(_("Il n’y a plus de cours dans cette session : choisissez un autre moment."))
    followup.defer(hand, until=until, now=now)


@_acting
def take(request: HttpRequest, alert: Alert, hand: followup.Hand, now: datetime) -> None:
    followup.take(hand, now=now)


@_acting
def close(request: HttpRequest, alert: Alert, hand: followup.Hand, now: datetime) -> HttpResponse | None:
    """An abandonment writes to the learner and ends the enrolment: a page names the effect first."""
    outcome = request.POST.get("issue", "")
    if outcome not in CaseOutcome.values:
        raise followup.FollowupRefused(_("Dites comment l’alerte se termine : choisissez une issue."), field="issue")
    ending = followup.Ending(
        CaseOutcome(outcome),
        cause=request.POST.get("cause", ""),
        signal=request.POST.get("signal", ""),
        words=request.POST.get("note", ""),
    )
    if ending.outcome == CaseOutcome.ABANDONED and ending.cause and request.POST.get("confirme") != "oui":
        cause = AbandonCause(ending.cause).label if ending.cause in AbandonCause.values else ""
        context = {"alert": alert, "ending": ending, "cause": cause, "version": request.POST.get("version", "")}
        return render(request, "lmso_portal/alerts/leaving.html", context)
    followup.close(hand, ending=ending, now=now)
    return None


@_acting
def undo(request: HttpRequest, alert: Alert, hand: followup.Hand, now: datetime) -> HttpResponse:
    followup.undo(hand, now=now)
    return redirect("lmso_portal:alert", pk=alert.pk) if request.POST.get("de") != QUEUE else redirect(_queue())


@_acting
def read(request: HttpRequest, alert: Alert, hand: followup.Hand, now: datetime) -> HttpResponse:
    followup.read_reply(hand, now=now)
    return redirect("lmso_portal:alert", pk=alert.pk)


def _alert(request: HttpRequest, pk: int) -> Alert:
    rows = Alert.objects.visible_to(request.user).select_related(*WITH).prefetch_related(STANDING)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _reader(request: HttpRequest) -> Person:
    person = visitor_of(request).person
    if person is None:
        raise Http404
    return person


def _back(request: HttpRequest, alert: Alert) -> HttpResponse:
    told = urlencode({"fait": alert.pk})
    if request.POST.get("de") == QUEUE:
        return redirect(f"{_queue()}?{told}")
    return redirect(f"{reverse('lmso_portal:alert', args=[alert.pk])}?{told}")


def _queue() -> str:
    return reverse("lmso_portal:alerts")


def _done(request: HttpRequest) -> Alert | None:
    """The case named in the address, if this person may see it."""
    pk = request.GET.get("fait", "")
    if not (pk.isascii() and pk.isdecimal() and len(pk) <= 18):
        return None
    return Alert.objects.visible_to(request.user).select_related("enrolment__person").filter(pk=int(pk)).first()
