"""Open Badges 2.0, hosted: each object at its own address, checked by fetching it from there."""

import json
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, Final

from badges import addresses
from badges.enums import Reason
from badges.models import Award, BadgeClass, Issuer
from lms_onboarding.common import french

CONTEXT: Final = "https://w3id.org/openbadges/v2"
Json = Mapping[str, Any]


def stamp(moment: datetime, zone: tzinfo) -> str:
    """« 2026-12-18T17:00:00+01:00 »: to the second, with its offset."""
    return french.local(moment, zone).isoformat(timespec="seconds")


def issuer(one: Issuer) -> dict[str, Any]:
    told = {"name": one.name, "url": one.url, "email": one.email, "description": one.description}
    return {
        "@context": CONTEXT,
        "type": "Issuer",
        "id": addresses.issuer_url(),
        **{name: value for name, value in told.items() if value},
    }


def badge_class(one: BadgeClass) -> dict[str, Any]:
    url = addresses.class_url(one.slug, one.version)
    return {
        "@context": CONTEXT,
        "type": "BadgeClass",
        "id": url,
        "name": one.name,
        "description": one.description,
        "image": addresses.image_url(one.slug, one.version),
        "criteria": {"id": url, "narrative": one.criteria},
        "issuer": addresses.issuer_url(),
        **({"tags": list(one.skills)} if one.skills else {}),
    }


def assertion(award: Award, zone: tzinfo) -> dict[str, Any]:
    """What a verifier fetches. No name, no address: the hash and its salt."""
    return {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": addresses.assertion_url(award.uuid),
        "recipient": {"type": "email", "hashed": True, "identity": award.identity, "salt": award.salt},
        "badge": addresses.class_url(award.badge_class.slug, award.badge_class.version),
        "verification": {"type": "HostedBadge"},
        "issuedOn": stamp(award.issued_at, zone),
        **({"expires": stamp(award.expires_at, zone)} if award.expires_at else {}),
    }


def gone(award: Award) -> dict[str, Any]:
    """The body of the 410 that stands for a badge no longer valid: nothing of the person."""
    return {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": addresses.assertion_url(award.uuid),
        "revoked": True,
        "revocationReason": str(Reason(award.reason).label),
    }


def text(value: Json) -> str:
    """JSON as it is issued, stored and served: UTF-8, no escapes, one order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
