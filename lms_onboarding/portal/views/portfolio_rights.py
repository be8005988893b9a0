"""What the owner of a portfolio may do with what is theirs: take everything away, take consent back, be forgotten."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from badges.services import erase_person
from lms_onboarding.common import clock
from lms_onboarding.portal.portfolio.archive import pack
from lms_onboarding.portal.portfolio.consenting import consents_of
from lms_onboarding.portal.portfolio.gathering import portfolio_of
from lms_onboarding.portal.portfolio.sharing import withdraw as take_back

from .portfolio import owner_of

UNPROCESSABLE: Final = 422


@require_safe
@never_cache
@login_required
def archive(request: HttpRequest) -> HttpResponse:
    """« Tout emporter »."""
    person, now = owner_of(request), clock.now()
    content = pack(portfolio_of(person, now=now), now=now) if request.method == "GET" else b""
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="portfolio.zip"', "X-Robots-Tag": "noindex"},
    )


@require_safe
@never_cache
@login_required
def rights(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@login_required
def withdraw(request: HttpRequest) -> HttpResponse:
    take_back(owner_of(request), now=clock.now())
    messages.success(request, _("C’est fait : plus rien de ce qui est à vous n’est montré avec votre nom."))
    return redirect("lmso_portal:portfolio_rights")


@require_POST
@login_required
def erase(request: HttpRequest) -> HttpResponse:
    """The badges, once the box is ticked: what is erased does not come back."""
    person, now = owner_of(request), clock.now()
    if request.POST.get("understood") != "yes":
        return _page(request, unconfirmed=True, status=UNPROCESSABLE)
    count = erase_person(person, by=person.key, now=now)
    said = ngettext(
        "C’est fait : votre badge est effacé. Plus rien ne dit qu’il était à vous.",
        "C’est fait : vos %(count)d badges sont effacés. Plus rien ne dit qu’ils étaient à vous.",
        count,
    )
    messages.success(request, said % {"count": count} if count else _("Vous n’avez aucun badge à effacer."))
    return redirect("lmso_portal:portfolio")


def _page(request: HttpRequest, *, unconfirmed: bool = False, status: int = 200) -> HttpResponse:
    request.lmso_section = "portfolio"  # type: ignore[attr-defined]  # read by portal.context
    found = portfolio_of(owner_of(request), now=clock.now())
    context = {"portfolio": found, "consents": consents_of(found), "unconfirmed": unconfirmed}
    return render(request, "lmso_portal/portfolio_rights.html", context, status=status)
