"""Secrets of second factors, sealed under LMSO_ACCOUNTS_KEY. A copy of the database alone opens no account."""

import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

NONCE: Final = 12


class SealBroken(RuntimeError):
    """Neither LMSO_ACCOUNTS_KEY nor a former one sealed this secret; the message is the French remedy."""


def seal(text: str) -> str:
    """`text` encrypted under the key of today."""
    nonce = os.urandom(NONCE)
    return b64encode(nonce + _cipher(settings.LMSO_ACCOUNTS_KEY).encrypt(nonce, text.encode(), None)).decode()


def unseal(sealed: str) -> str:
    """Under the key of today, else one of before: nobody loses a factor while a key changes. Raises SealBroken."""
    raw = b64decode(sealed)
    for cipher in _ciphers():
        try:
            return cipher.decrypt(raw[:NONCE], raw[NONCE:], None).decode()
        except InvalidTag:
            continue
    raise SealBroken(
        _(
            "Un second facteur ne s’ouvre pas avec ACCOUNTS_KEY : remettez la valeur sauvegardée, ou ajoutez-la à "
            "ACCOUNTS_KEYS_BEFORE."
        )
    )


def is_current(sealed: str) -> bool:
    """Whether the key of today opens it: what a rotation still has to do."""
    raw = b64decode(sealed)
    try:
        _cipher(settings.LMSO_ACCOUNTS_KEY).decrypt(raw[:NONCE], raw[NONCE:], None)
    except InvalidTag:
        return False
    return True


def _ciphers() -> Iterator[AESGCM]:
    for key in (settings.LMSO_ACCOUNTS_KEY, *settings.LMSO_ACCOUNTS_KEYS_BEFORE):
        yield _cipher(key)


def _cipher(key: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"lmso_accounts second factors")
    return AESGCM(derived.derive(key.encode()))
