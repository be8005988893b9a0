"""How often one visitor, or one guesser, may try. Counted together by all processes, in the project's cache.

A limit is so many places, each free again after a while: taking one is atomic in every cache, which counting is not.
Who tries is kept as an HMAC only: no address is written anywhere.
"""

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


@dataclass(frozen=True)
class Limit:
    """`places` tries within `seconds`."""

    name: str
    places: int
    seconds: int


def take(limit: Limit, who: str) -> str:
    """A place, to give back if the try should not count; "" when none is free."""
    name = salted_hmac(f"lmso.limits.{limit.name}", who, algorithm="sha256").hexdigest()
    places = (f"lmso.{limit.name}.{name}.{place}" for place in range(limit.places))
    return next((place for place in places if cache.add(place, 1, limit.seconds)), "")


def give_back(place: str) -> None:
    cache.delete(place)


def visitor(request: HttpRequest) -> str:
    """The visitor's network address, past the proxies this site trusts."""
    address: str = get_adapter().get_client_ip(request)
    return address
