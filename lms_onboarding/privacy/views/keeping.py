"""What the administrator decides of what is kept: the purge and its preview, what is held back from it."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms_onboarding.common import clock
from lms_onboarding.common.backoffice import actor_of
from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.people.services import provider
from lms_onboarding.privacy.forms import HoldForm
from lms_onboarding.privacy.holds import lift_hold, place_hold
from lms_onboarding.privacy.models import LegalHold
from lms_onboarding.privacy.purging.kinds import KINDS
from lms_onboarding.privacy.purging.running import next_sweep, past_runs, preview, run

CHANGE: Final = "lmso_privacy.change_retentionsettings"
HOLD: Final = "lmso_privacy.change_legalhold"
UNPROCESSABLE: Final = 422
PER_PAGE: Final = 50
WAITED: Final = 20.0  # seconds that somebody waits; the worker takes the rest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(CHANGE, raise_exception=True)
def purge(request: HttpRequest) -> HttpResponse:
    """What would go today, kind by kind; posted, it goes."""
    now = clock.now()
    if request.method == "POST":
        gone = sum(run(now=now, by=actor_of(request), seconds=WAITED).values())
        said = ngettext("C’est fait : un élément est effacé.", "C’est fait : %(gone)d éléments sont effacés.", gone)
        messages.success(request, said % {"gone": gone} if gone else _("Rien n’était dû : rien n’a été effacé."))
        return redirect("lmso_privacy:purge")
    lines = preview(now=now)
    titles = {kind.key: kind.title for kind in KINDS} | {"erasure": _("Effacements demandés, repris")}
    runs = [(one, [(titles.get(key, key), count) for key, count in one.gone.items() if count]) for one in past_runs()]
    context = {
        "lines": lines,
        "total": sum(line.count for line in lines),
        "held": sum(line.held for line in lines),
        "runs": runs,
        "next_sweep": next_sweep(now=now),
    }
    return render(request, "lmso_privacy/purge.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(HOLD, raise_exception=True)
def holds(request: HttpRequest) -> HttpResponse:
    """What stands under a hold, and one more."""
    form, now = HoldForm(request.POST or None), clock.now()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            hold = place_hold(
                person=given["person"],
                session=given["session"],
                reason=given["reason"],
                until=given["until"],
                by=actor_of(request),
                now=now,
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("C’est noté : rien de « %s » ne sera effacé d’ici là.") % hold)
            return redirect("lmso_privacy:holds")
    today = local_date(now, provider().zone)
    rows = LegalHold.objects.select_related("person", "session")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "today": today}
    return render(request, "lmso_privacy/holds.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@login_required
@permission_required(HOLD, raise_exception=True)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """What it held back follows the calendar again."""
    hold = get_object_or_404(LegalHold, pk=pk)
    if lift_hold(hold, by=actor_of(request), now=clock.now()):
        messages.success(request, _("La conservation de « %s » est levée : les durées habituelles reprennent.") % hold)
    return redirect("lmso_privacy:holds")
