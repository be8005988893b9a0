"""The public key of another issuer, as somebody pastes it: PEM or JWK, of a kind and a size we know."""

import json
from typing import Any, Final

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from .verdicts import Verdict

LONGEST: Final = 16_384
Key = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey
_SMALLEST, _LARGEST, _LARGEST_EXPONENT = 2048, 8192, 2**32


class KeyRefused(ValueError):
    """`verdict` says what was pasted instead of a usable public key."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.verdict = verdict


def read_key(text: str, algorithm: str) -> Key:
    """The key, which must be of the kind that `algorithm` needs: no key serves two. Raises KeyRefused."""
    if len(text) > LONGEST:
        raise KeyRefused(Verdict.BAD_KEY)
    if "PRIVATE KEY" in text:
        raise KeyRefused(Verdict.PRIVATE_KEY)
    key = _of_pem(text) if "BEGIN" in text else _of_jwk(text)
    if not _fits(key, algorithm):
        raise KeyRefused(Verdict.BAD_KEY)
    usable: Key = key
    return usable


def _fits(key: Any, algorithm: str) -> bool:
    if isinstance(key, RSAPublicKey):
        numbers = key.public_numbers()
        return algorithm == "RS256" and _SMALLEST <= key.key_size <= _LARGEST and 3 <= numbers.e <= _LARGEST_EXPONENT
    if isinstance(key, EllipticCurvePublicKey):
        return algorithm == "ES256" and isinstance(key.curve, SECP256R1)
    return algorithm == "EdDSA" and isinstance(key, Ed25519PublicKey)


def _of_pem(text: str) -> Any:
    try:
        return load_pem_public_key(text.strip().encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyRefused(Verdict.BAD_KEY) from error


def _of_jwk(text: str) -> Any:
    try:
        value = json.loads(text)
        if not isinstance(value, dict):
            raise KeyRefused(Verdict.BAD_KEY)
        if "d" in value:
            raise KeyRefused(Verdict.PRIVATE_KEY)
        if len(str(value.get("n", ""))) > _LARGEST:  # counted in base64 before any arithmetic
            raise KeyRefused(Verdict.BAD_KEY)
        return jwt.PyJWK(value).key
    except (ValueError, TypeError, RecursionError, jwt.PyJWTError, UnsupportedAlgorithm) as error:
        if isinstance(error, KeyRefused):
            raise
        raise KeyRefused(Verdict.BAD_KEY) from error
