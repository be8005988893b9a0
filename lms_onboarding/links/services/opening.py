"""The scoped cookie: what a visitor holds after following a link, for one page and nothing else. No session opens."""

import hmac
from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponseBase

from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.tokens import digest

from .scopes import scope_named

LONGEST_COOKIE: Final = timedelta(days=400)  # browsers keep none longer


def grant_cookie(response: HttpResponseBase, link: PersonalLink, request: HttpRequest, *, now: datetime) -> None:
    """Give the visitor the right that the link carries, for the path of its page only."""
    response.set_cookie(
        _cookie_name(link.scope),
        f"{link.pk}.{_seal(link)}",
        max_age=min(link.expires_at - now, LONGEST_COOKIE),
        path=scope_named(link.scope).path_of(link.object_key),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def opened(request: HttpRequest, *, scope: str, object_key: str, now: datetime) -> PersonalLink | None:
    """The link by which this visitor may see the object, or None. A renewed, revoked or expired link opens nothing."""
    pk, _, seal = request.COOKIES.get(_cookie_name(scope), "").partition(".")
    if not (pk.isascii() and pk.isdecimal() and len(pk) <= 18):
        return None
    link = PersonalLink.objects.usable(now).filter(pk=int(pk), scope=scope, object_key=object_key).first()
    if link is None or not hmac.compare_digest(seal.encode(), _seal(link).encode()):
        return None
    return link


def _cookie_name(scope: str) -> str:
    return f"lmso_{scope}"


def _seal(link: PersonalLink) -> str:
    return digest("cookie", link.pk, link.version).hex()
