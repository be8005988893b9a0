"""Actions, risks, reviews of the plan: pages of the quality manager and of the administrator."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms_onboarding.common import clock, french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.offboarding.services import last_year
from lms_onboarding.people.services import provider
from qualiopi.evidence.views import reviewer_of
from qualiopi.registers import desk

from . import sourcing
from .deciding import cite, decide, finish, review_plan
from .forms import (
    ActionForm,
    CloseRiskForm,
    DoneForm,
    LookForm,
    MeasureForm,
    ReviewForm,
    RiskForm,
    SourceForm,
    TellForm,
    spans,
)
from .measuring import measure, questions
from .models import Action, PlanReview, Risk
from .risking import close_risk, look_at, open_risk
from .telling_back import heard, tell_back

READ: Final = "lmso_qualiopi.view_action"
WRITE: Final = "lmso_qualiopi.add_action"
UNPROCESSABLE: Final = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(WRITE, raise_exception=True)
def action_new(request: HttpRequest) -> HttpResponse:
    """Decide an action; `?source=complaint/12` ticks what it rests on."""
    offered = sourcing.offered(request.user)
    given = [key for key in request.GET.getlist("source") if key in dict(offered)]
    organisation = provider()
    form = ActionForm(request.POST or None, organisation=organisation, sources=offered, initial={"sources": given})
    if request.method == "POST" and form.is_valid():
        try:
            made = decide(form.text(), form=form.draft, by=reviewer_of(request), now=clock.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            return redirect("lmso_qualiopi:action", pk=made.pk)
    return _form(request, form, "action_new.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(READ, raise_exception=True)
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """One action: its sources, what was done, its effect before and after."""
    rows = Action.objects.select_related("owner", "proof").prefetch_related("sources", "measures")
    found = get_object_or_404(rows, pk=pk if pk.bit_length() < 64 else 0)
    organisation, now = provider(), clock.now()
    today = local_date(now, organisation.zone)
    act = request.POST.get("do", "")
    data = request.POST or None
    cited = [one.source for one in found.sources.all()]
    more = [one for one in sourcing.offered(request.user) if one[0] not in cited]
    forms: dict[str, Any] = {
        "done": DoneForm(data if act == "done" else None, initial={"done_on": today}),
        "cite": SourceForm(data if act == "cite" else None, sources=more),
        "measure": MeasureForm(
            data if act == "measure" else None,
            questions=questions(last_year(now, organisation.zone)),
            initial=spans(today),
        ),
        "tell": TellForm(data if act == "tell" else None, initial={"words": found.done}),
    }
    if act in forms and request.user.has_perm(WRITE):
        try:
            if forms[act].is_valid():
                _act(request, found, act, forms[act])
                return redirect("lmso_qualiopi:action", pk=pk)
        except Refused as refusal:
            form = forms[act]
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    context = {
        "action": found,
        "state": desk.action_state(found, today),
        "sources": sourcing.told(cited, request.user),
        "forms": forms,
        "may_write": request.user.has_perm(WRITE),
        "today": today,
        "heard": heard(found, request.user),
    }
    return render(request, "lmso_qualiopi/action.html", context, status=UNPROCESSABLE if _wrong(forms) else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(WRITE, raise_exception=True)
def risk_new(request: HttpRequest) -> HttpResponse:
    form = RiskForm(request.POST or None, organisation=provider())
    if request.method == "POST" and form.is_valid():
        by, now = reviewer_of(request), clock.now()
        try:
            made = open_risk(form.text(), form.look(), form=form.draft, by=by, now=now)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            return redirect("lmso_qualiopi:risk", pk=made.pk)
    return _form(request, form, "risk_new.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(READ, raise_exception=True)
def risk(request: HttpRequest, pk: int) -> HttpResponse:
    """One risk and each look at it; look again, or close it."""
    rows = Risk.objects.select_related("owner").prefetch_related("reviews")
    found = get_object_or_404(rows, pk=pk if pk.bit_length() < 64 else 0)
    act = request.POST.get("do", "")
    forms: dict[str, Any] = {
        "look": LookForm(request.POST if act == "look" else None),
        "close": CloseRiskForm(request.POST if act == "close" else None),
    }
    if act in forms and request.user.has_perm(WRITE):
        by, now, form = reviewer_of(request), clock.now(), forms[act]
        try:
            if form.is_valid():
                if act == "look":
                    look_at(found, form.look(), by=by, now=now)
                else:
                    close_risk(found, because=form.cleaned_data["because"], by=by, now=now)
                return redirect("lmso_qualiopi:risk", pk=pk)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    looks = list(found.reviews.all())
    context = {"risk": found, "looks": looks, "last": looks[0] if looks else None, "forms": forms}
    context |= {"may_write": request.user.has_perm(WRITE), "today": local_date(clock.now(), provider().zone)}
    return render(request, "lmso_qualiopi/risk.html", context, status=UNPROCESSABLE if _wrong(forms) else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(WRITE, raise_exception=True)
def plan_review(request: HttpRequest) -> HttpResponse:
    """Note that the plan was read together; the reviews before."""
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, now = reviewer_of(request), clock.now()
        try:
            review_plan(**form.cleaned_data, form=form.draft, by=by, now=now)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("Revue notée."))
            return redirect("lmso_qualiopi:plan_review")
    return _form(request, form, "plan_review.html", held=PlanReview.objects.all()[:20])


def _act(request: HttpRequest, found: Action, act: str, form: Any) -> None:
    by, now = reviewer_of(request), clock.now()
    match act:
        case "done":
            finish(found, form.told(), by=by, now=now)
        case "cite":
            cite(found, form.cleaned_data["source"], by=by, now=now)
        case "measure":
            measure(found, form.asked(provider().zone), by=by, now=now)
        case "tell":
            count = tell_back(found, form.cleaned_data["words"], user=request.user, by=by, now=now)
            people = french.counted(count, "personne", feminine=True)
            messages.success(request, _("Le mot part à %(people)s.") % {"people": people})


def _wrong(forms: dict[str, Any]) -> bool:
    return any(form.is_bound and form.errors for form in forms.values())


def _form(request: HttpRequest, form: Any, template: str, **context: Any) -> HttpResponse:
    status = UNPROCESSABLE if form.errors else 200
    return render(request, f"lmso_qualiopi/{template}", {"form": form, **context}, status=status)
