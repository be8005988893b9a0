"""Fingerprints of a seal. Pure. The tree is that of RFC 6962 (leaves and nodes hash under different prefixes)."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Final

EMPTY: Final = hashlib.sha256(b"").hexdigest()
FIRST: Final = "0" * 64  # what the first seal follows


def leaf(content: bytes, salt: bytes) -> str:
    """Fingerprint of one content. Its salt keeps short contents from being guessed once they are erased."""
    return hmac.new(salt, b"\x00" + content, hashlib.sha256).hexdigest()


def root(leaves: Sequence[str]) -> str:
    """Root of the tree over these leaves (hexadecimal SHA-256), in their order."""
    if not leaves:
        return EMPTY
    level = [bytes.fromhex(one) for one in leaves]
    while len(level) > 1:
        odd = level[len(level) & ~1 :]  # the last of an odd row rises as it is
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return level[0].hex()


def chained(previous: str, *, number: int, sealed_at: datetime, size: int, top: str) -> str:
    """Fingerprint of a seal: its root, its number, its hour and its size, after the fingerprint of the one before."""
    told = "\n".join((previous, str(number), str(int(sealed_at.timestamp())), str(size), top))
    return hashlib.sha256(told.encode()).hexdigest()
