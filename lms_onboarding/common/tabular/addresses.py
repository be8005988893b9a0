"""E-mail addresses as typed in a cell."""

import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from .refusals import CellRefused

MAX_LENGTH: Final = 254  # RFC 5321, and the width of Django's EmailField


def parse_email(text: str) -> str:
    """The address as typed, without spaces around it nor invisible characters (pasted addresses are full of them).

    Its domain needs a dot: `paul@entreprise` reaches nobody. Raises CellRefused. Compare with `email_key`.
    """
    address = "".join(letter for letter in text if unicodedata.category(letter) != "Cf").strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise CellRefused(_incomplete()) from error
    domain = address.rpartition("@")[2]
    if "." not in domain or domain.startswith("[") or len(address) > MAX_LENGTH:
        raise CellRefused(_incomplete())
    return address


def email_key(address: str) -> str:
    """What two spellings of one address share: « Amina@Exemple.fr » and « amina@exemple.fr » reach the same person."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", address.strip()).casefold())


def _incomplete() -> str:
    return _("Indiquez une adresse complète, par exemple prenom.nom@entreprise.fr.")
