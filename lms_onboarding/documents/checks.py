"""The documents room refuses to start with a seal that cannot seal."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from lms_onboarding.common import clock

from .sealing import SealUnusable, seal_of_the_house


@register(Tags.security)
def check_seal(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """LMSO_SEAL_FILE holds a P-256 key and its certificate. A seal made by us is made at the first document."""
    made = bool(settings.LMSO_SEAL_MADE and settings.LMSO_SEAL_FILE)
    if made and not Path(settings.LMSO_SEAL_FILE).exists():
        return []
    try:
        own = seal_of_the_house(at=clock.now())
    except SealUnusable as problem:
        return [Error(str(problem), hint="docs/administration.md dit comment le faire.", id="lmso_documents.E001")]
    if own.certificate.not_valid_after_utc <= clock.now():
        return [
            Error(
                "Le certificat du cachet électronique a expiré : les documents seraient scellés sans valeur.",
                hint="Donnez à SEAL_FILE un certificat en cours ; les documents déjà remis gardent le leur.",
                id="lmso_documents.E002",
            )
        ]
    return []
