"""Depositing a piece, finding it again, looking at it again. For the quality manager and the administrator."""

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms_onboarding.common import clock
from lms_onboarding.common.backoffice import actor_of
from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.people.services import provider
from qualiopi.coverage.reviewing import Reviewer
from qualiopi.indicators.kinds import Kind, kinds
from qualiopi.referential import Grid, grid_at

from . import choosing
from .checking import opened
from .depositing import deposit as keep
from .depositing import look_again, withdraw
from .forms import DepositForm, LookForm, WithdrawForm, choose_indicator
from .models import ADD, Deposit

UNPROCESSABLE: Final = 422
GONE: Final = 409
PER_PAGE: Final = 50
AROUND: Final = ("session", "course", "enrolment__person", "slot", "person", "blob")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(ADD, raise_exception=True)
def deposit(request: HttpRequest) -> HttpResponse:
    """`?indicator=&session=` where it is missing, `&kind=&enrolment=&half=` when more is known; none: it is asked."""
    today = local_date(clock.now(), provider().zone)
    grid = grid_at(today)
    number, named = request.GET.get("indicator", ""), request.GET.get("session", "")
    session = choosing.session_named(named)
    if not number.isdecimal() or int(number) not in grid.indicators or (named and session is None):
        return _which(request, grid, number, named)
    kind = _kind(request, int(number))
    enrolment, half = request.GET.get("enrolment", ""), request.GET.get("half", "")
    about = choosing.subject_for(kind, session, enrolment=enrolment, half=half)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = DepositForm(*given, indicator=int(number), session=session, kind=kind, initial={"about": about})
    if request.method == "POST" and form.is_valid():
        try:
            made = keep(form.handed(), form=form.draft, by=reviewer_of(request), now=clock.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("Pièce gardée. Son empreinte est scellée avec le journal du jour."))
            return redirect("lmso_qualiopi:deposited", pk=made.pk)
    context = {"form": form, "indicator": grid.indicators[int(number)], "session": session, "kind": kind}
    return render(request, "lmso_qualiopi/deposit.html", context, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@require_safe
@login_required
@permission_required(ADD, raise_exception=True)
def deposits(request: HttpRequest) -> HttpResponse:
    """Everything deposited: what is to be looked at again first, then the last ones."""
    today = local_date(clock.now(), provider().zone)
    standing = Deposit.objects.visible_to(request.user).standing().select_related(*AROUND, "session__course")
    overdue = list(standing.filter(review_on__lt=today).order_by("review_on")[:PER_PAGE])
    damaged = list(standing.filter(damaged_at__isnull=False)[:PER_PAGE])
    page = Paginator(standing, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, choosing.subject_words(one), one.is_overdue_on(today)) for one in page]
    context = {"page": page, "rows": rows, "overdue": overdue, "damaged": damaged}
    return render(request, "lmso_qualiopi/deposits.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(ADD, raise_exception=True)
def deposited(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece: what it proves, its fingerprint; read it again, take it back, check its bytes."""
    found = _found(request, pk)
    look, away = LookForm(), WithdrawForm()
    status = 200
    if request.method == "POST":
        act = request.POST.get("do", "")
        look = LookForm(request.POST) if act == "look" else look
        away = WithdrawForm(request.POST) if act == "withdraw" else away
        try:
            if _acted(request, found, act, look, away):
                return redirect("lmso_qualiopi:deposited", pk=pk)
        except Refused as refusal:
            form = look if act == "look" else away
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        status = UNPROCESSABLE
    today = local_date(clock.now(), provider().zone)
    context = {
        "found": found,
        "subject": choosing.subject_words(found),
        "kind": kinds().get(found.kind),
        "indicator": grid_at(today).indicators.get(found.indicator),
        "overdue": found.is_overdue_on(today),
        "look": look,
        "away": away,
    }
    return render(request, "lmso_qualiopi/deposited.html", context, status=status)


@never_cache
@require_safe
@login_required
@permission_required(ADD, raise_exception=True)
def deposit_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The exact bytes, never shown inside a page of ours; or the page that says they are altered or gone."""
    found = _found(request, pk)
    content = opened(found, now=clock.now())
    if content is None:
        messages.error(request, lost_words(), extra_tags="danger")
        return redirect("lmso_qualiopi:deposited", pk=pk)
    answer = HttpResponse(content, content_type=found.content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.filename)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def reviewer_of(request: HttpRequest) -> Reviewer:
    return Reviewer(key=actor_of(request), name=str(request.user))


def lost_words() -> str:
    return _(
        "Le fichier de cette pièce est absent ou modifié : elle ne compte plus. Restaurez-le depuis la sauvegarde, "
        "ou déposez la pièce de nouveau."
    )


def _acted(request: HttpRequest, found: Deposit, act: str, look: LookForm, away: WithdrawForm) -> bool:
    now, by = clock.now(), reviewer_of(request)
    if act == "check":
        if opened(found, now=now) is None and found.blob is not None:
            messages.error(request, lost_words(), extra_tags="danger")
        else:
            messages.success(request, _("L’empreinte du fichier est celle du jour du dépôt."))
        return True
    if act == "look" and look.is_valid():
        look_again(found, review_on=look.cleaned_data["review_on"], by=by, now=now)
        messages.success(request, _("C’est noté : vous l’avez relue."))
        return True
    if act == "withdraw" and away.is_valid():
        withdraw(found, because=away.cleaned_data["why"], by=by, now=now)
        return True
    return False


def _found(request: HttpRequest, pk: int) -> Deposit:
    rows = Deposit.objects.visible_to(request.user).select_related(*AROUND, "session__course")
    return get_object_or_404(rows, pk=pk if pk.bit_length() < 64 else 0)


def _kind(request: HttpRequest, indicator: int) -> Kind | None:
    kind = choosing.kind_named(request.GET.get("kind", ""))
    return kind if kind is not None and indicator in kind.proves else None


def _which(request: HttpRequest, grid: Grid, number: str, named: str) -> HttpResponse:
    """No indicator yet, or an unknown session: ask, and keep what was said."""
    form: Any = choose_indicator(grid, number)
    if form.is_bound:
        form.data = {"indicator": number, "session": named}
        form.is_valid()
        if named and choosing.session_named(named) is None:
            form.add_error("session", _("Aucune session ne porte ce code. Vérifiez-le dans la liste des sessions."))
    context = {"form": form, "action": reverse("lmso_qualiopi:deposit"), "query": urlencode({"session": named})}
    return render(request, "lmso_qualiopi/deposit_which.html", context, status=UNPROCESSABLE if form.errors else 200)
