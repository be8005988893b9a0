"""Which page a scope opens. The room that owns the page registers it in its AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

PathOf = Callable[[str], str]
OneClick = Callable[[HttpRequest, str, datetime], HttpResponse]


class UnknownScope(LookupError):
    """No room has registered this scope."""


@dataclass(frozen=True)
class Scope:
    """`path_of(object_key)` is the page to open; `one_click(request, object_key, now)` answers a POST to the link.

    `one_click` exists for the one-click opt-out of RFC 8058, which posts without cookie: no other scope needs it.
    """

    name: str
    path_of: PathOf
    one_click: OneClick | None = None


_SCOPES: dict[str, Scope] = {}


def register_scope(scope: str, path_of: PathOf, *, one_click: OneClick | None = None) -> None:
    """Tell where links of a scope lead. Registering again replaces: ready() may run more than once in tests."""
    _SCOPES[scope] = Scope(scope, path_of, one_click)


def register_page(scope: str, view: str, *before: str) -> None:
    """The usual case: links of `scope` lead to the page of what follows the last « / » of their object key.

    `view` is its name (« lmso_welcome:kit »), `before` what its address takes before that number.
    """
    register_scope(scope, lambda key: reverse(view, args=[*before, key.rpartition("/")[2]]))


def scope_named(name: str) -> Scope:
    """Raises UnknownScope when no room has registered it."""
    try:
        return _SCOPES[name]
    except KeyError:
        raise UnknownScope(name) from None
