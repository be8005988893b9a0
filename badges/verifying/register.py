"""What we issued, looked up once for both versions of a badge."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import jwt
from django.conf import settings
from django.db.models import Q

from badges.enums import AwardState, KeyState, Reason
from badges.models import Award, RevokedCredential, SigningKey

from .verdicts import Verdict

ENDED = {
    AwardState.REVOKED: Verdict.REVOKED,
    AwardState.REPLACED: Verdict.REPLACED,
    AwardState.ERASED: Verdict.ERASED,
}


@dataclass(frozen=True)
class Known:
    """An award as the register holds it."""

    pk: int
    uuid: UUID
    credential_id: UUID
    assertion: str
    state: str
    reason: str
    expires_at: datetime | None
    identity: str
    salt: str
    name: str
    kid: str
    key_state: str
    jwk: dict[str, Any]

    def standing(self, now: datetime) -> Verdict:
        """What became of it."""
        ended = ENDED.get(AwardState(self.state))
        if ended is not None:
            return ended
        return Verdict.EXPIRED if self.expires_at is not None and self.expires_at <= now else Verdict.VALID

    @property
    def why(self) -> str:
        return str(Reason(self.reason).label) if self.reason else ""


_FIELDS = (
    *("pk", "uuid", "credential_id", "assertion", "state", "reason", "expires_at", "identity", "salt"),
    *("badge_class__name", "signing_key__kid", "signing_key__state", "signing_key__public_jwk"),
)


def find(*, uuid: UUID | None, credential_id: UUID | None) -> list[Known]:
    """The awards that one of these names: one query, two rows when a file mixes two badges."""
    named = Q(uuid=uuid) if uuid else Q()
    named |= Q(credential_id=credential_id) if credential_id else Q()
    return [Known(*row) for row in Award.objects.filter(named).values_list(*_FIELDS).order_by()] if named else []


def revoked_reason(credential_id: UUID) -> str:
    """Why this credential is on the revocation list; "" when it is not."""
    reason = RevokedCredential.objects.filter(credential_id=credential_id).values_list("reason", flat=True).first()
    return str(Reason(reason).label) if reason else ""


@dataclass(frozen=True)
class OwnKey:
    jwk: dict[str, Any]
    is_safe: bool


def own_key(kid: str, known: Known | None) -> OwnKey | None:
    """Our key of this identifier, read with the award when it signed it."""
    if known is not None and known.kid == kid:
        return OwnKey(known.jwk, known.key_state != KeyState.COMPROMISED)
    found = SigningKey.objects.filter(kid=kid).values_list("public_jwk", "state").first()
    return OwnKey(found[0], found[1] != KeyState.COMPROMISED) if found else None


def verifier(jwk: dict[str, Any]) -> Any:
    return _verifier(jwk["n"], jwk["e"])


@lru_cache(maxsize=16)
def _verifier(n: str, e: str) -> Any:
    return jwt.algorithms.RSAAlgorithm.from_jwk({"kty": "RSA", "n": n, "e": e})


def own_uuid(address: str) -> UUID | None:
    """The award that one of our addresses names; None for any other address."""
    return _uuid_after(f"{settings.LMSO_BADGES_BASE_URL}/badges/assertions/", address)


def own_credential(urn: str) -> UUID | None:
    return _uuid_after("urn:uuid:", urn)


def own_kid(address: str) -> str:
    """The identifier of a key that claims to be ours; "" for another issuer's."""
    start = f"{settings.LMSO_BADGES_BASE_URL}/badges/keys/"
    return address.removeprefix(start) if address.startswith(start) else ""


def _uuid_after(start: str, text: str) -> UUID | None:
    if not text.startswith(start):
        return None
    try:
        found = UUID(text.removeprefix(start))
    except ValueError:
        return None
    return found if str(found) == text.removeprefix(start) else None  # one spelling only
