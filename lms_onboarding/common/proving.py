"""Whether who is signed in showed a key of their account a moment ago: a session left open, or stolen, is not enough.

The room of accounts says how, once ready. Where accounts are another project's, nobody is asked: the right is enough.
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest

Recent = Callable[[HttpRequest], bool]
PathOf = Callable[[str], str]
_PROOFS: Final[list[tuple[Recent, PathOf]]] = []


def register_proof(recent: Recent, path_of: PathOf) -> None:
    """`recent(request)` says whether a key was just shown; `path_of(next)` is the page that asks for one, and comes
    back to `next`. Registering again replaces."""
    _PROOFS[:] = [(recent, path_of)]


def page_that_asks(request: HttpRequest, *, back: str) -> str:
    """The page where this visitor must show a key before coming back; nothing when they just did."""
    for recent, path_of in _PROOFS:
        if not recent(request):
            return path_of(back)
    return ""
