"""The links room refuses to start with a key that protects nothing."""

from collections.abc import Sequence
from typing import Any, Final

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SHORTEST_KEY: Final = 32


@register(Tags.security)
def check_links_key(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """LMSO_LINKS_KEY is there, long enough, and a key of its own."""
    key: str = getattr(settings, "LMSO_LINKS_KEY", "")
    if not key:
        return [
            Error(
                "LMSO_LINKS_KEY est vide : n’importe qui pourrait fabriquer un lien personnel.",
                hint="Définissez LINKS_KEY ; python -c 'import secrets; print(secrets.token_urlsafe(48))' l’écrit.",
                id="lmso_links.E001",
            )
        ]
    if key == settings.SECRET_KEY:
        return [
            Error(
                "LMSO_LINKS_KEY est égale à SECRET_KEY : changer l’une couperait tous les liens déjà envoyés.",
                hint="Donnez à LINKS_KEY une valeur à elle, sauvegardée à part.",
                id="lmso_links.E002",
            )
        ]
    if len(key) < SHORTEST_KEY:
        return [
            Error(
                f"LMSO_LINKS_KEY compte {len(key)} caractères, il en faut au moins {SHORTEST_KEY}.",
                hint="Gardez l’ancienne clé hors service : en changer coupe les liens déjà envoyés.",
                id="lmso_links.E003",
            )
        ]
    return []
