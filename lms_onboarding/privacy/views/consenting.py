"""Who consented to what: the register of the administrator, its table to take away, and one's own to take back."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms_onboarding.common import clock
from lms_onboarding.common.tabular import write_csv
from lms_onboarding.people.services import provider
from lms_onboarding.privacy.consents.reading import Consent, consents
from lms_onboarding.privacy.consents.withdrawing import withdraw

from .own import person_of

VIEW: Final = "lmso_privacy.add_datarequest"
PER_PAGE: Final = 50


@require_safe
@never_cache
@login_required
@permission_required(VIEW, raise_exception=True)
def register(request: HttpRequest) -> HttpResponse:
    """Newest first, those that stand and those taken back."""
    page = Paginator(consents(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "lmso_privacy/consents.html", {"page": page})


@require_safe
@never_cache
@login_required
@permission_required(VIEW, raise_exception=True)
def table(request: HttpRequest) -> HttpResponse:
    """The same, as a file."""
    headers = [_("Personne"), _("Consentement"), _("Donné le"), _("Retiré le"), _("État"), _("Version du texte")]
    rows = [
        (one.who, one.what, one.given_at, one.withdrawn_at, _state(one), one.wording)
        for one in (consents() if request.method == "GET" else [])
    ]
    return HttpResponse(
        write_csv(headers, rows, tz=provider().zone),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="consentements.csv"'},
    )


@require_POST
@login_required
def take_back(request: HttpRequest) -> HttpResponse:
    """One's own, at once."""
    kind, _slash, of = request.POST.get("what", "").partition("/")
    if withdraw(person_of(request), (kind, of), now=clock.now()):
        messages.success(request, _("C’est retiré : l’effet est immédiat."))
    else:
        messages.info(request, _("Ce consentement était déjà retiré."))
    return redirect("lmso_privacy:own")


def _state(one: Consent) -> str:
    if one.stands:
        return _("en cours")
    return _("retiré") if one.withdrawn_at else _("terminé avec sa durée de conservation")
