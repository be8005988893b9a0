"""The accounts room refuses to start with a key that protects nothing, or without the second factor of the team."""

from collections.abc import Sequence
from typing import Any, Final

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SHORTEST_KEY: Final = 32


@register(Tags.security)
def check_accounts_key(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """LMSO_ACCOUNTS_KEY is there, long enough, and a key of its own."""
    key: str = getattr(settings, "LMSO_ACCOUNTS_KEY", "")
    if len(key) < SHORTEST_KEY:
        return [
            Error(
                f"LMSO_ACCOUNTS_KEY compte {len(key)} caractères, il en faut au moins {SHORTEST_KEY} : "
                "elle chiffre les seconds facteurs.",
                hint="Définissez ACCOUNTS_KEY ; python -c 'import secrets; print(secrets.token_urlsafe(48))' l’écrit.",
                id="lmso_accounts.E001",
            )
        ]
    if key in (settings.SECRET_KEY, settings.LMSO_LINKS_KEY, settings.LMSO_BADGES_KEY):
        return [
            Error(
                "LMSO_ACCOUNTS_KEY est égale à une autre clé : une fuite en donnerait deux.",
                hint="Donnez à ACCOUNTS_KEY une valeur à elle, sauvegardée à part.",
                id="lmso_accounts.E002",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def check_second_factor(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """A deployment asks the team for a second factor; only tests may do without."""
    if settings.LMSO_SECOND_FACTOR_REQUIRED:
        return []
    return [
        Error(
            "LMSO_SECOND_FACTOR_REQUIRED est fausse : un code lu dans une messagerie ouvrirait toute l’équipe.",
            hint="Retirez ce réglage, qui est vrai par défaut.",
            id="lmso_accounts.E003",
        )
    ]
