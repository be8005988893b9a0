"""Who opens more than their own path shows a second factor first, whatever page they ask for."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from lms_onboarding.portal.services import opens_more_than_own_path

from . import proof

GET: Final = ("GET", "HEAD")


class SecondFactor:
    """Until it has shown one, a session of the team sees the pages of its account, and nothing else.

    A session that holds its proof costs no query, that of a learner what its page reads anyway.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.LMSO_SECOND_FACTOR_REQUIRED and not _is_open(request) and lacks_second_factor(request):
            return _led(request)
        return self.get_response(request)


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether this session must show a second factor before it opens anything."""
    if not request.session.session_key or not request.user.is_authenticated:
        return False
    return not proof.second_factor_shown(request) and opens_more_than_own_path(request)


def _is_open(request: HttpRequest) -> bool:
    """The pages of the account, and what every page is drawn with."""
    account = reverse("account_home")
    return request.path_info.startswith((account, settings.STATIC_URL))


def _led(request: HttpRequest) -> HttpResponse:
    query = urlencode({"next": request.get_full_path()}) if request.method in GET else ""
    page = reverse("account_second_factor") + (f"?{query}" if query else "")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": page})
    return HttpResponseRedirect(page)
