"""Open Badges 3.0: a verifiable credential whose JWT payload is the credential itself, signed in RS256."""

from datetime import tzinfo
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from badges import addresses
from badges.models import Award, BadgeClass, Issuer

from .hosted import stamp

ALGORITHM: Final = "RS256"
CONTEXT: Final = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
]
STATUS: Final = "1EdTechRevocationList"


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


def sign(claims: dict[str, Any], *, key: RSAPrivateKey, kid: str) -> str:
    """The compact JWT. `kid` becomes the address that serves this one key."""
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": addresses.key_url(kid), "typ": "JWT"})


def revocations(ids: list[str]) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "id": addresses.revocations_url(),
        "type": STATUS,
        "issuer": addresses.profile_url(),
        "revokedCredential": [{"id": one, "revoked": True} for one in ids],
    }
