"""The training organisation on paper: its name, its numbers, and its logo as documents print it."""

import logging
from datetime import datetime
from typing import Any

from lms_onboarding.documents.printing.logo import NotAnImage, fit_for_paper
from lms_onboarding.documents.printing.page import Provider
from lms_onboarding.documents.services import store

from .models import ProviderSettings

log = logging.getLogger(__name__)
_logos: dict[str, bytes] = {}


def on_paper(organisation: ProviderSettings, *, now: datetime) -> Provider:
    """As every document names it, to be frozen with its data."""
    return Provider(
        organisation.name,
        organisation.address,
        organisation.siret,
        organisation.declaration,
        organisation.declaration_region,
        logo_of(organisation, now=now),
    )


def logo_of(organisation: ProviderSettings, *, now: datetime) -> str:
    """The hash of the logo, its bytes stored as documents print them; nothing when none can be shown."""
    image = organisation.logo
    if image is None:
        return ""
    try:
        return store(_logo_on_paper(image.file.name, image.file), now=now).sha256
    except (FileNotFoundError, NotAnImage):
        log.warning("The logo of the provider cannot be printed: documents keep the mark of the house.")
        return ""


def _logo_on_paper(name: str, file: Any) -> bytes:
    """Drawn small once per process: another image has another name."""
    if name not in _logos:
        with file.open("rb") as opened:
            _logos[name] = fit_for_paper(opened.read())
    return _logos[name]
