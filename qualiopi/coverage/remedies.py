"""Where what is missing is mended: a page of a room above when one was named, else a deposit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from qualiopi.evidence.models import ADD

from .standings import Owing

PathOf = Callable[[int, Owing], str]


@dataclass(frozen=True)
class Remedy:
    """A verb with its object, and the page where it is done."""

    words: str
    path: str


_PAGES: Final[dict[str, tuple[str, str, PathOf]]] = {}


def register_remedy(kind: str, words: str, *, permission: str, path_of: PathOf) -> None:
    """Say that a page mends what is missing of this kind, for who has `permission` and who owes it, or for who owes it
    alone: `path_of(session, owing)`."""
    _PAGES[kind] = (words, permission, path_of)


def remedy_for(session: int, indicator: int, owing: Owing, user: Any, *, owes: bool = False) -> Remedy | None:
    """The one action offered to this person; None when they may do nothing about it. Who `owes` the piece is led to
    its page without the right over every session: that page knows its own."""
    if owing.kind in _PAGES:
        words, permission, path_of = _PAGES[owing.kind]
        if owes or (permission and user.has_perm(permission)):
            return Remedy(words, path_of(session, owing))
    if not user.has_perm(ADD):
        return None
    asked = {"indicator": indicator, "session": session, "kind": owing.kind}
    asked |= {"enrolment": owing.enrolment} if owing.enrolment else {}
    asked |= {"half": owing.half} if owing.half else {}
    return Remedy(_("Déposer la pièce"), f"{reverse('lmso_qualiopi:deposit')}?{urlencode(asked)}")
