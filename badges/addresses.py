"""Addresses written in badges, all under one BADGES_BASE_URL. They live as long as the badges: never change one."""

from functools import lru_cache
from typing import Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse

HOLDER_SCOPE: Final = "badge"
_ANY: Final = UUID(int=0)


def absolute(name: str, *arguments: object) -> str:
    return _absolute(settings.LMSO_BADGES_BASE_URL, name, arguments)


@lru_cache(maxsize=256)
def _absolute(base: str, name: str, arguments: tuple[object, ...]) -> str:
    """Each of these stands in every badge of a batch: the resolver is asked once."""
    return f"{base}{reverse(f'lmso_badges:{name}', args=arguments)}"


def issuer_url() -> str:
    return absolute("issuer")


def profile_url() -> str:
    """The same issuer, as Open Badges 3.0 describes it: another object, another address."""
    return absolute("profile")


def class_url(slug: str, version: int) -> str:
    return absolute("badge_class", slug, version)


def achievement_url(slug: str, version: int) -> str:
    return f"{class_url(slug, version)}#achievement"


def image_url(slug: str, version: int) -> str:
    return absolute("class_image", slug, version)


def assertion_url(uuid: UUID) -> str:
    return f"{absolute('assertion', _ANY).removesuffix(str(_ANY))}{uuid}"


def key_url(kid: str) -> str:
    return absolute("key", kid)


def revocations_url() -> str:
    return absolute("revocations")


def holder_path(uuid: str) -> str:
    """Where the holder's personal link leads: the public page, which knows them by their cookie."""
    return reverse("lmso_badges:assertion", args=[UUID(uuid)])
