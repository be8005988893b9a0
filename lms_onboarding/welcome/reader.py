"""Who holds a personal link, and who really reads: shared by the pages that a learner opens from a mail."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from lms_onboarding.common import clock
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.services import opened

View = Callable[..., HttpResponse]


def by_link(scope: str, key_of: Callable[[int], str]) -> Callable[[View], View]:
    """Give the view the link by which this visitor came; without one, a page says how to come back."""

    def decorate(view: View) -> View:
        @wraps(view)
        def opened_view(request: HttpRequest, pk: int, **rest: str) -> HttpResponse:
            link = opened(request, scope=scope, object_key=key_of(pk), now=clock.now())
            if link is None:
                return _private(render(request, "lmso_welcome/closed.html", status=403))
            return _private(view(request, link, pk, **rest))

        return never_cache(opened_view)

    return decorate


def of_learner(*scopes: str) -> Callable[[View], View]:
    """Give the view the enrolment, for who holds one of its links or is signed in as its learner."""

    def decorate(view: View) -> View:
        @wraps(view)
        def opened_view(request: HttpRequest, pk: int, **rest: str) -> HttpResponse:
            enrolment = _allowed(request, pk, scopes)
            if enrolment is None:
                return _private(render(request, "lmso_welcome/closed.html", status=403))
            return _private(view(request, enrolment, **rest))

        return never_cache(opened_view)

    return decorate


def _allowed(request: HttpRequest, pk: int, scopes: tuple[str, ...]) -> Enrolment | None:
    if pk.bit_length() > 63:
        return None
    found = Enrolment.objects.select_related("person", "session__course", "session__referent").filter(pk=pk).first()
    if found is None:
        return None
    if any(opened(request, scope=scope, object_key=found.key, now=clock.now()) for scope in scopes):
        return found
    signed_in = request.user.is_authenticated and found.person.account_id == request.user.pk
    return found if signed_in else None


def is_a_reader(request: HttpRequest) -> bool:
    """A download is a reader; a HEAD, or a browser fetching ahead of its user, is not."""
    ahead = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    return request.method == "GET" and "prefetch" not in ahead and "preview" not in ahead


def _private(response: HttpResponse) -> HttpResponse:
    """A personal page is not for search engines. (« no-referrer » would make browsers hide the origin of the form.)"""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
