"""The private part of a signing key, sealed under LMSO_BADGES_KEY. The database alone signs nothing."""

import os
from base64 import b64decode, b64encode
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

NONCE: Final = 12


class SealBroken(RuntimeError):
    """LMSO_BADGES_KEY is not the one that sealed this key; the message is the French remedy."""


def seal(secret: bytes, *, name: str) -> str:
    """`secret` encrypted and bound to `name`: a sealed key put in another row opens nothing."""
    nonce = os.urandom(NONCE)
    return b64encode(nonce + _cipher().encrypt(nonce, secret, name.encode())).decode()


def unseal(sealed: str, *, name: str) -> bytes:
    """Raises SealBroken."""
    raw = b64decode(sealed)
    try:
        return _cipher().decrypt(raw[:NONCE], raw[NONCE:], name.encode())
    except InvalidTag as error:
        raise SealBroken(
            _("La clé de signature %(name)s ne s’ouvre pas avec BADGES_KEY : remettez la valeur sauvegardée.")
            % {"name": name}
        ) from error


def _cipher() -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"lmso_badges signing keys")
    return AESGCM(derived.derive(settings.LMSO_BADGES_KEY.encode()))
