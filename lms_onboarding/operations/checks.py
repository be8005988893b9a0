"""What a deployment must not forget about watching itself."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SHORT = 32


@register(Tags.security)
def metrics_token_is_long(**_kwargs: Any) -> list[CheckMessage]:
    """A token somebody could guess shows how many people are followed."""
    token = settings.LMSO_METRICS_TOKEN
    if token and len(token) < SHORT:
        return [
            Error(
                "METRICS_TOKEN est trop court pour protéger les mesures.",
                hint=f"Choisissez au moins {SHORT} caractères au hasard, ou retirez-le : /metrics n’existe alors pas.",
                id="lmso_operations.E001",
            )
        ]
    return []
