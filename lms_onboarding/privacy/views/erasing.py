"""Erasing somebody who asked for it: whom, what would go and stay, then the deed, confirmed by who answers for it."""

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms_onboarding.common import clock
from lms_onboarding.common.backoffice import actor_of
from lms_onboarding.people.models import Person
from lms_onboarding.privacy.erasing.doing import ErasureRefused, erase
from lms_onboarding.privacy.erasing.planning import plan
from lms_onboarding.privacy.forms import PersonForm
from lms_onboarding.privacy.models import Erasure
from lms_onboarding.privacy.retention import calendar

ADD: Final = "lmso_privacy.add_erasure"
UNPROCESSABLE: Final = 422
PER_PAGE: Final = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(ADD, raise_exception=True)
def erasures(request: HttpRequest) -> HttpResponse:
    """Those already made, with what stays; and whose is next: the address leads to the preview."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (person := form.person()):
        return redirect("lmso_privacy:erasure", pk=person.pk)
    page = Paginator(Erasure.objects.select_related("person"), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, _kept(one)) for one in page]
    context = {"form": form, "page": page, "rows": rows}
    return render(request, "lmso_privacy/erasures.html", context, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(ADD, raise_exception=True)
def erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """What would go, what stays, until when and why; posted, it goes."""
    person, now = get_object_or_404(Person, pk=pk, erased_at__isnull=True, erasure__isnull=True), clock.now()
    refused = ""
    if request.method == "POST":
        try:
            done = erase(person, by=actor_of(request), now=now)
        except ErasureRefused as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, _("C’est fait. La personne reçoit la réponse : ce qui reste, jusqu’à quand."))
            return redirect(f"{request.path_info.rsplit('/', 2)[0]}/#effacement-{done.pk}")
    context = {"plan": plan(person, calendar(now)), "refused": refused}
    return render(request, "lmso_privacy/erasure.html", context, status=UNPROCESSABLE if refused else 200)


def _kept(one: Erasure) -> list[dict[str, Any]]:
    return [{**stay, "until": date.fromisoformat(stay["until"])} for stay in one.kept]
