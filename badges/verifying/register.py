"""What we issued, looked up once for both versions of a badge."""

from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import jwt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import UUIDField

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
    *("signing_key__kid", "signing_key__state", "signing_key__public_jwk"),
)


def find(*, uuid: UUID | None, credential_id: UUID | None) -> list[Known]:
    """The awards that these name: one query for the two versions of one badge, two when a file mixes badges."""
    found = _rows(credential_id=credential_id) if credential_id else []
    if uuid is not None and not any(one.uuid == uuid for one in found):
        found += _rows(uuid=uuid)
    return found


def _rows(**named: UUID) -> list[Known]:
    (name, value), *_others = named.items()
    compiler, sql, converters = _compiled(name, DEFAULT_DB_ALIAS)
    given = UUIDField().get_db_prep_value(value, connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, [given])
        rows = cursor.fetchall()
    return [Known(*row) for row in compiler.apply_converters(rows, converters)]


@lru_cache(maxsize=4)
def _compiled(name: str, alias: str) -> tuple[Any, str, Any]:
    """The same query as the ORM would write, written once: writing it costs more than all the rest of a check."""
    query = Award.objects.filter(**{name: UUID(int=0)}).order_by().values_list(*_FIELDS).query
    compiler = query.get_compiler(alias)
    sql, _params = compiler.as_sql()
    columns = [column for column, _sql, _alias in compiler.select]
    return compiler, sql, compiler.get_converters(columns)


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


def is_ours(text: str, jwk: dict[str, Any]) -> bool:
    """Whether RS256 holds over this compact JWT with our key, and nothing else: the header chooses nothing."""
    said, _, signature = text.rpartition(".")
    try:
        raw = urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        _verifier(jwk["n"], jwk["e"]).verify(raw, said.encode("ascii"), PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=16)
def _verifier(n: str, e: str) -> RSAPublicKey:
    key = jwt.algorithms.RSAAlgorithm.from_jwk({"kty": "RSA", "n": n, "e": e})
    if not isinstance(key, RSAPublicKey):
        raise TypeError("a public RSA key has only n and e")
    return key


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
