"""Following a personal link: the token leaves the address, a scoped cookie takes its place. A GET does no more."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from lms_onboarding.common import clock

from .models import PersonalLink
from .services.opening import grant_cookie
from .services.scopes import Scope, scope_named
from .tokens import is_token_of


@csrf_exempt  # RFC 8058: a mail program posts here without ever having loaded a page; the token itself is the proof
def open_link(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """GET or HEAD: cookie, then the scope's page. POST: the scope's one-click act, when it has one."""
    now = clock.now()
    link = PersonalLink.objects.filter(pk=pk).first() if pk.bit_length() < 64 else None
    if link is None or not is_token_of(token, link.pk, link.version):
        return _discreet(render(request, "lmso_links/unknown.html", status=404))
    if link.revoked_at is not None or link.expires_at <= now:
        return _discreet(render(request, "lmso_links/expired.html", _expiry(link), status=410))
    return _discreet(_answer(request, link, scope_named(link.scope), now))


def _answer(request: HttpRequest, link: PersonalLink, scope: Scope, now: datetime) -> HttpResponse:
    if request.method in ("GET", "HEAD"):
        response = HttpResponseRedirect(scope.path_of(link.object_key))
        grant_cookie(response, link, request, now=now)
        return response
    if request.method == "POST" and scope.one_click is not None:
        return scope.one_click(request, link.object_key, now)
    return HttpResponseNotAllowed(["GET", "HEAD"])


def _expiry(link: PersonalLink) -> dict[str, datetime | None]:
    return {"expired_on": None if link.revoked_at else timezone.localtime(link.expires_at)}


def _discreet(response: HttpResponse) -> HttpResponse:
    """The address still holds the token here: nobody may keep it, index it or pass it on."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
