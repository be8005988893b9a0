"""The page of a badge, for whoever was given its address; the same address answers verifiers in JSON."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from badges.enums import Visibility
from badges.limits import COMPARISONS, GUESSES
from badges.models import Award, BadgeClass, Issuer
from badges.pages import is_of, page_of
from badges.writing import hosted
from lms_onboarding.common import clock
from lms_onboarding.common.limits import take, visitor

from .holder import holds
from .machines import LINKED_DATA, assertion_as_json, json_response

OFFERED = [LINKED_DATA, "application/json", "text/html"]


@require_safe
def assertion(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """JSON to verifiers, whatever they accept; the page to browsers, which ask for HTML first."""
    response = _page(request, _award(uuid)) if wants_page(request) else assertion_as_json(uuid)
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def badge_class(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    found = get_object_or_404(BadgeClass, slug=slug, version=version)
    if wants_page(request):
        context = {"badge": found, "issuer": Issuer.objects.first()}
        response = render(request, "lmso_badges/badge_class.html", context)
    else:
        response = json_response(hosted.badge_class(found))
    patch_vary_headers(response, ["Accept"])
    return response


@require_POST
def compare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Whether this is the holder's address. Nothing of it is kept; guessers soon wait."""
    award = _award(uuid)
    email = request.POST.get("email", "").strip()[:254]
    try:
        validate_email(email)
    except ValidationError:
        return _page(request, award, comparison="unreadable", typed=email, status=422)
    allowed = take(COMPARISONS, f"{visitor(request)} {uuid}") and take(GUESSES, str(uuid))
    if not allowed:
        return _page(request, award, comparison="often", status=429)
    return _page(request, award, comparison="same" if is_of(award, email) else "other")


def wants_page(request: HttpRequest) -> bool:
    return request.get_preferred_type(OFFERED) == "text/html"


def _award(uuid: UUID) -> Award:
    rows = Award.objects.select_related("badge_class", "person", "replaced_by")
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, award: Award, *, comparison: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    now = clock.now()
    context = {
        "page": page_of(award, now=now),
        "award": award,
        "is_holder": holds(request, award),
        "choices": Visibility,
        "comparison": comparison,
        "typed": typed,
    }
    response = render(request, "lmso_badges/badge.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    return response
