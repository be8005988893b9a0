"""The holder as badges name them: a hash of their address under a salt of the award's own."""

import hashlib
import hmac
import secrets
from typing import Final

SALT_BYTES: Final = 16


def new_salt() -> str:
    return secrets.token_hex(SALT_BYTES)


def tidy(email: str) -> str:
    """The address as it is hashed, whoever typed it."""
    return email.strip().lower()


def hashed(email: str, salt: str) -> str:
    """« sha256$… » of the address followed by the salt, as both versions of Open Badges define it."""
    return "sha256$" + hashlib.sha256((tidy(email) + salt).encode()).hexdigest()


def is_holder(email: str, *, identity: str, salt: str) -> bool:
    """Whether this address is the holder's, compared in constant time."""
    return hmac.compare_digest(hashed(email, salt).encode(), identity.lower().encode())
