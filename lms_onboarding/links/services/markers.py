"""Stored bodies hold `⟦link:12⟧`; the address with its token exists only in the message given to the mail server."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.tokens import token_of

_MARKER: Final = re.compile(r"⟦link:(\d{1,18})⟧")


class UnknownLink(LookupError):
    """A body names a link that does not exist: it must not leave with a hole in it."""


def marker(link: PersonalLink) -> str:
    """What stands for the link's address in a stored body."""
    return f"⟦link:{link.pk}⟧"


def links_in(*texts: str) -> set[int]:
    """The primary keys of the links that texts name."""
    return {int(pk) for text in texts for pk in _MARKER.findall(text)}


def expand(text: str, *, base_url: str) -> str:
    """`text` with every marker replaced by its absolute address. Raises UnknownLink."""
    return expand_all([text], base_url=base_url)[0]


def expand_all(texts: Sequence[str], *, base_url: str) -> list[str]:
    """Several texts at the price of one query, or none when they name no link. Raises UnknownLink."""
    addresses = addresses_in(texts, base_url=base_url)
    return [filled(text, addresses) for text in texts]


def addresses_in(texts: Iterable[str], *, base_url: str) -> dict[int, str]:
    """The addresses, tokens included, of the links that texts name, by primary key: one query at most."""
    named = links_in(*texts)
    versions = PersonalLink.objects.filter(pk__in=named).values_list("pk", "version")
    return {pk: base_url + reverse("lmso_links:open", args=[pk, token_of(pk, version)]) for pk, version in versions}


def filled(text: str, addresses: Mapping[int, str]) -> str:
    """`text` with every marker replaced by its address. Raises UnknownLink."""
    if unknown := links_in(text) - addresses.keys():
        raise UnknownLink(_("lien personnel inconnu : %(pk)s") % {"pk": min(unknown)})
    return _MARKER.sub(lambda found: addresses[int(found[1])], text)
