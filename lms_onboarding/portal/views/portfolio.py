"""The portfolio: its owner's page and choices, and the page that its link opens."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from badges.enums import Reason, Visibility
from badges.models import Award
from badges.services import reissue
from lms_onboarding.common import clock
from lms_onboarding.common.refusals import Refused
from lms_onboarding.documents.services import read
from lms_onboarding.links.services import opened
from lms_onboarding.people.models import Person
from lms_onboarding.portal.portfolio.gathering import SCOPE, portfolio_of
from lms_onboarding.portal.portfolio.sharing import choose, close_link, open_link
from lms_onboarding.portal.visitors import visitor_of


@require_safe
@never_cache
@login_required
def portfolio(request: HttpRequest) -> HttpResponse:
    request.lmso_section = "portfolio"  # type: ignore[attr-defined]  # read by portal.context
    found = portfolio_of(owner_of(request), now=clock.now())
    context = {"portfolio": found, "choices": Visibility, "shown": found.shown(), "host": request.get_host()}
    return render(request, "lmso_portal/portfolio.html", context)


@require_safe
@never_cache
@login_required
def preview(request: HttpRequest) -> HttpResponse:
    """« Voir comme un recruteur »: the same page as behind the link, before any link exists."""
    request.lmso_section = "portfolio"  # type: ignore[attr-defined]  # read by portal.context
    found = portfolio_of(owner_of(request), now=clock.now()).shown()
    return render(request, "lmso_portal/portfolio_shared.html", {"portfolio": found, "is_preview": True})


@require_POST
@login_required
def share(request: HttpRequest) -> HttpResponse:
    choose(owner_of(request), request.POST.dict(), now=clock.now())
    messages.success(request, _("C’est noté, avec effet immédiat."))
    return redirect("lmso_portal:portfolio")


@require_POST
@login_required
def link(request: HttpRequest) -> HttpResponse:
    person, now = owner_of(request), clock.now()
    if request.POST.get("action") == "close":
        close_link(person, now=now)
        messages.success(request, _("Votre lien est coupé : l’adresse déjà donnée ne montre plus rien."))
    else:
        open_link(person, life=request.POST.get("life", ""), now=now)
        messages.success(request, _("Votre lien est prêt : copiez son adresse, et donnez-la à qui vous voulez."))
    return redirect("lmso_portal:portfolio")


@require_POST
@login_required
def new_address(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One's own badge, re-issued for the address one has today."""
    award = get_object_or_404(Award.objects.visible_to(request.user), uuid=uuid)
    try:
        reissue(award, reason=Reason.ADDRESS, by=owner_of(request).key, now=clock.now())
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("Votre badge porte votre nouvelle adresse. Remplacez l’ancienne image partout."))
    return redirect("lmso_portal:portfolio")


@require_safe
@never_cache
def shared(request: HttpRequest, pk: int) -> HttpResponse:
    """What the link opens: the owner's name, what they show, and nothing else."""
    found = portfolio_of(_behind_link(request, pk), now=clock.now()).shown()
    response = render(request, "lmso_portal/portfolio_shared.html", {"portfolio": found})
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@never_cache
def shared_document(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """A document of a kind that is shown, byte for byte."""
    found = portfolio_of(_behind_link(request, pk), now=clock.now()).shown()
    document = next((one for one in found.documents if one.number == number), None)
    if document is None:
        raise Http404
    disposition = content_disposition_header(as_attachment=False, filename=document.filename) or "inline"
    headers = {"Content-Disposition": disposition, "X-Robots-Tag": "noindex"}
    return HttpResponse(read(document.blob), content_type=document.content_type, headers=headers)


def owner_of(request: HttpRequest) -> Person:
    """The learner who is signed in; anybody else has no portfolio."""
    visitor = visitor_of(request)
    if not visitor.is_learner or visitor.person is None:
        raise Http404
    return visitor.person


def _behind_link(request: HttpRequest, pk: int) -> Person:
    if not opened(request, scope=SCOPE, object_key=str(pk), now=clock.now()):
        raise Http404
    return get_object_or_404(Person, pk=pk)
