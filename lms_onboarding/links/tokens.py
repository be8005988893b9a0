"""What proves a personal link, a cookie or a code: HMACs under a key of their own. Pure: nothing is read or stored."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from typing import Final

from django.conf import settings

TOKEN_BYTES: Final = 24  # 192 bits, 32 characters in an address


def digest(use: str, *parts: str | int) -> bytes:
    """HMAC-SHA-256 of `parts` for one use: what is made for a use is worth nothing for another."""
    said = "\x1f".join((use, *map(str, parts)))
    return hmac.new(settings.LMSO_LINKS_KEY.encode(), said.encode(), hashlib.sha256).digest()


def token_of(pk: int, version: int) -> str:
    """The token of a link: 32 characters of URL-safe base64."""
    return urlsafe_b64encode(digest("link", pk, version)[:TOKEN_BYTES]).decode()


def is_token_of(token: str, pk: int, version: int) -> bool:
    """Whether `token` opens the link, compared in constant time."""
    return hmac.compare_digest(token.encode(), token_of(pk, version).encode())
