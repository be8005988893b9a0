"""The badges room refuses to start with a key that protects nothing, or an address that nobody could check."""

import ipaddress
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SHORTEST_KEY: Final = 32
LOCAL: Final = ("localhost", "local", "internal", "lan", "home", "test", "invalid", "localdomain")


@register(Tags.security)
def check_badges_key(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """LMSO_BADGES_KEY is there, long enough, and a key of its own."""
    key: str = getattr(settings, "LMSO_BADGES_KEY", "")
    if len(key) < SHORTEST_KEY:
        return [
            Error(
                f"LMSO_BADGES_KEY compte {len(key)} caractères, il en faut au moins {SHORTEST_KEY} : "
                "elle chiffre les clés qui signent les badges.",
                hint="Définissez BADGES_KEY ; python -c 'import secrets; print(secrets.token_urlsafe(48))' l’écrit.",
                id="lmso_badges.E001",
            )
        ]
    if key in (settings.SECRET_KEY, settings.LMSO_LINKS_KEY):
        return [
            Error(
                "LMSO_BADGES_KEY est égale à SECRET_KEY ou à LMSO_LINKS_KEY : une fuite en donnerait deux.",
                hint="Donnez à BADGES_KEY une valeur à elle, sauvegardée à part.",
                id="lmso_badges.E002",
            )
        ]
    return []


@register(Tags.security)
def check_badges_address(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """BADGES_BASE_URL is the address of a site; in production, one that the whole world reaches."""
    url: str = settings.LMSO_BADGES_BASE_URL
    fault = _shape(url) or (_reach(url) if settings.LMSO_BADGES_MUST_BE_PUBLIC else "")
    if not fault:
        return []
    return [
        Error(
            f"LMSO_BADGES_BASE_URL (« {url} ») {fault} : un badge émis ainsi ne se vérifierait jamais.",
            hint="Définissez BADGES_BASE_URL avec l’adresse publique du site, https://formation.votre-domaine.fr, "
            "sans barre finale, et n’en changez plus : elle est écrite dans chaque badge.",
            id="lmso_badges.E003",
        )
    ]


def _shape(url: str) -> str:
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number, a broken IPv6 address
        fine = False
    if not fine or url.endswith("/") or parts.path or parts.query or parts.fragment or parts.username:
        return "n’est pas l’adresse d’un site"
    return ""


def _reach(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https":
        return "n’est pas en https"
    host = (parts.hostname or "").rstrip(".")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return (
            "" if "." in host and host.rsplit(".", 1)[-1] not in LOCAL else "ne mène qu’à cette machine ou ce réseau"
        )
    return "" if address.is_global else "ne mène qu’à cette machine ou ce réseau"
