"""What rooms above may ask of the portal."""

from collections.abc import Callable, Sequence
from typing import Final

from django.http import HttpRequest

from .context import offer_in_menu
from .portfolio.sharing import close_link as close_portfolio
from .portfolio.sharing import hide_kind
from .visitors import visitor_of

_OFFERED: Final[list[str]] = []
_KEPT: Final[list[Callable[[], Sequence[tuple[str, str]]]]] = []

__all__ = [
    "close_portfolio",
    "hide_kind",
    "offer_in_menu",
    "offer_on_privacy_page",
    "offered_on_privacy_page",
    "opens_more_than_own_path",
    "periods_on_privacy_page",
    "tell_periods",
]


def offer_on_privacy_page(url_name: str) -> None:
    """A room above tells, once applications are ready, where somebody reads and takes what is held on them."""
    if url_name not in _OFFERED:
        _OFFERED.append(url_name)


def offered_on_privacy_page() -> tuple[str, ...]:
    """Names of addresses, in the order in which they were offered."""
    return tuple(_OFFERED)


def tell_periods(periods: Callable[[], Sequence[tuple[str, str]]]) -> None:
    """A room above tells how long things are kept: (what, how long), read when the page is."""
    if periods not in _KEPT:
        _KEPT.append(periods)


def periods_on_privacy_page() -> list[tuple[str, str]]:
    """What rooms above told, in words."""
    return [line for periods in _KEPT for line in periods()]


def opens_more_than_own_path(request: HttpRequest) -> bool:
    """Whether the account signed in is trusted with other people's data: the team, trainers, who reads private
    requests. Reads what the page itself needs, once per request."""
    return visitor_of(request).is_trusted
