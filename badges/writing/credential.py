"""Open Badges 3.0: a verifiable credential whose JWT payload is the credential itself, signed in RS256."""

from base64 import urlsafe_b64encode
from datetime import tzinfo
from functools import lru_cache
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from badges import addresses
from badges.models import Award, BadgeClass, Issuer

from . import hosted
from .hosted import stamp

ALGORITHM: Final = "RS256"
CONTEXT: Final = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
]
STATUS: Final = "1EdTechRevocationList"
SCHEMA: Final = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}


def profile(one: Issuer) -> dict[str, Any]:
    told = {"name": one.name, "url": one.url, "email": one.email, "description": one.description}
    return {
        "id": addresses.profile_url(),
        "type": ["Profile"],
        **{name: value for name, value in told.items() if value},
    }


def achievement(one: BadgeClass) -> dict[str, Any]:
    return {
        "id": addresses.achievement_url(one.slug, one.version),
        "type": ["Achievement"],
        "name": one.name,
        "description": one.description,
        "criteria": {"id": addresses.class_url(one.slug, one.version), "narrative": one.criteria},
        "image": {"id": addresses.image_url(one.slug, one.version), "type": "Image"},
        **({"tag": list(one.skills)} if one.skills else {}),
    }


def credential(award: Award, issuer: Issuer, zone: tzinfo) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "id": award.credential_id.urn,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": award.badge_class.name,
        "issuer": profile(issuer),
        "validFrom": stamp(award.issued_at, zone),
        "awardedDate": stamp(award.earned_at, zone),  # a new edition keeps the day on which the badge was earned
        **({"validUntil": stamp(award.expires_at, zone)} if award.expires_at else {}),
        "credentialSubject": {
            "id": award.subject.urn,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": award.identity,
                    "identityType": "emailAddress",
                    "salt": award.salt,
                }
            ],
            "achievement": achievement(award.badge_class),
        },
        "credentialSchema": [SCHEMA],
        "credentialStatus": {"id": addresses.revocations_url(), "type": STATUS},
    }


def payload(award: Award, issuer: Issuer, zone: tzinfo) -> dict[str, Any]:
    """The credential with the registered claims that a JWT asks for; whole seconds."""
    body = credential(award, issuer, zone)
    return {
        **body,
        "iss": body["issuer"]["id"],
        "jti": body["id"],
        "sub": body["credentialSubject"]["id"],
        "nbf": int(award.issued_at.timestamp()),
        **({"exp": int(award.expires_at.timestamp())} if award.expires_at else {}),
    }


def sign(text: str, *, key: RSAPrivateKey, kid: str) -> str:
    """The compact JWT of this payload. `kid` becomes the address that serves this one key."""
    said = f"{_header(addresses.key_url(kid))}.{_base64(text.encode())}"
    return f"{said}.{_base64(key.sign(said.encode(), PKCS1v15(), SHA256()))}"


@lru_cache(maxsize=4)
def _header(key_url: str) -> str:
    return _base64(hosted.text({"alg": ALGORITHM, "kid": key_url, "typ": "JWT"}).encode())


def _base64(raw: bytes) -> str:
    """As RFC 7515 writes it: URL-safe, without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def revocations(ids: list[str]) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "id": addresses.revocations_url(),
        "type": STATUS,
        "issuer": addresses.profile_url(),
        "revokedCredential": [{"id": one, "revoked": True} for one in ids],
    }
