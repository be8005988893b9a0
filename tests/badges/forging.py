"""What forgers and accidents do to a badge."""

import hashlib
import hmac
import json
import struct
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from badges.baking import bake_png
from badges.models import Award
from badges.services import STARTER_IMAGES

PLAIN = (STARTER_IMAGES / "badge-createur.png").read_bytes()


def decoded(part: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return value


def encoded(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def claims(token: str) -> dict[str, Any]:
    return decoded(token.split(".")[1])


def with_header(token: str, **changes: object) -> str:
    header, payload, signature = token.split(".")
    return ".".join((encoded(decoded(header) | changes), payload, signature))


def with_claims(token: str, **changes: object) -> str:
    header, payload, signature = token.split(".")
    return ".".join((header, encoded(decoded(payload) | changes), signature))


def unsigned(token: str, algorithm: str = "none") -> str:
    header, payload, _signature = with_header(token, alg=algorithm).split(".")
    return f"{header}.{payload}."


def signed_with_public_key(token: str, jwk: dict[str, Any], kid: str) -> str:
    """Key confusion: the public key, which everybody has, used as the secret of an HMAC."""
    public = jwt.PyJWK(jwk | {"alg": "RS256"}).key
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    header = encoded({"alg": "HS256", "typ": "JWT", "kid": kid})
    body = f"{header}.{token.split('.')[1]}"
    return f"{body}.{urlsafe_b64encode(hmac.new(pem, body.encode(), hashlib.sha256).digest()).decode().rstrip('=')}"


def stranger() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def pem_of(key: RSAPrivateKey) -> str:
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return public.decode()


def foreign_token(key: RSAPrivateKey, **changes: Any) -> str:
    body = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:3f0e6c1e-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "https://autre.example.org/issuer", "type": ["Profile"], "name": "Autre organisme"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"type": ["AchievementSubject"], "achievement": {"name": "Autre badge"}},
        **changes,
    }
    return jwt.encode(body, key, algorithm="RS256", headers={"kid": "https://autre.example.org/key"})


def image_of(award: Award) -> bytes:
    return bake_png(PLAIN, assertion=award.assertion, credential=award.credential)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(body, zlib.crc32(kind)))


def with_chunk(kind: bytes, body: bytes) -> bytes:
    """The plain image with one more chunk after its header."""
    return PLAIN[:33] + chunk(kind, body) + PLAIN[33:]


def bomb() -> bytes:
    """Three hundred megabytes once inflated, a third of one as sent."""
    return with_chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(b"0" * 300_000_000, 9))
