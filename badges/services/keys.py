"""Keys that sign: made, replaced, declared compromised. The private part leaves this module only to sign."""

import json
import secrets
from datetime import datetime
from functools import lru_cache
from typing import Final

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from badges.enums import KeyState
from badges.models import Award, SigningKey
from badges.refusals import NoSigningKey
from badges.sealing import seal, unseal
from lms_onboarding.journal.services import SYSTEM, Fact, record

BITS: Final = 2048


def ensure_key(*, now: datetime) -> SigningKey:
    """The key that signs, made when there is none. Of two makers at once, one key wins."""
    found = SigningKey.objects.active().first()
    if found is not None:
        return found
    draft = _new(now)  # outside the transaction: a key takes a tenth of a second to find
    try:
        with transaction.atomic():
            draft.save()
            record(Fact("badge_key.created", _subject(draft), occurred_at=now), now=now)
    except IntegrityError:
        return SigningKey.objects.active().get()
    return draft


def rotate_key(*, by: str = SYSTEM, now: datetime) -> SigningKey:
    """A new key signs from now on; the one before goes on verifying what it signed."""
    draft = _new(now)
    with transaction.atomic():
        _retire(KeyState.RETIRED, by=by, now=now)
        draft.save()
        record(Fact("badge_key.created", _subject(draft), occurred_at=now, actor=by), now=now)
    return draft


def compromise_key(key: SigningKey, *, by: str = SYSTEM, now: datetime) -> SigningKey:
    """This key proves nothing any more; the key that signs now. What it signed is signed again by `resign`.

    Declaring it twice changes nothing.
    """
    draft = _new(now)
    with transaction.atomic():
        locked = SigningKey.objects.select_for_update().get(pk=key.pk)
        if locked.state == KeyState.COMPROMISED:
            return SigningKey.objects.active().get()
        was_active = locked.state == KeyState.ACTIVE
        locked.state, locked.compromised_at = KeyState.COMPROMISED, now
        locked.retired_at = locked.retired_at or now
        locked.save(update_fields=["state", "compromised_at", "retired_at"])
        codes = {"signed": Award.objects.filter(signing_key=locked).count()}
        record(Fact("badge_key.compromised", _subject(locked), occurred_at=now, actor=by, codes=codes), now=now)
        if was_active or not SigningKey.objects.active().exists():
            draft.save()
            record(Fact("badge_key.created", _subject(draft), occurred_at=now, actor=by), now=now)
            return draft
    return SigningKey.objects.active().get()


def private_part(key: SigningKey) -> rsa.RSAPrivateKey:
    """Raises SealBroken, NoSigningKey when the key signs no more."""
    if key.state != KeyState.ACTIVE:
        raise NoSigningKey(_("La clé %(kid)s ne signe plus. Relancez l’opération.") % {"kid": key.kid})
    return _opened(key.kid, key.sealed, settings.LMSO_BADGES_KEY)


@lru_cache(maxsize=4)
def _opened(kid: str, sealed: str, _under: str) -> rsa.RSAPrivateKey:
    opened = serialization.load_pem_private_key(unseal(sealed, name=kid), password=None)
    if not isinstance(opened, rsa.RSAPrivateKey):
        msg = f"{kid} is not an RSA key"
        raise TypeError(msg)
    return opened


def _new(now: datetime) -> SigningKey:
    made = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    kid = f"{now:%Y%m%d}-{secrets.token_hex(6)}"
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(made.public_key()))
    jwk = {"kty": "RSA", "use": "sig", "alg": "RS256", "n": public["n"], "e": public["e"]}
    return SigningKey(kid=kid, public_jwk=jwk, sealed=seal(pem, name=kid), created_at=now)


def _retire(state: KeyState, *, by: str, now: datetime) -> None:
    for key in SigningKey.objects.select_for_update().filter(state=KeyState.ACTIVE):
        key.state, key.retired_at = state, now
        key.save(update_fields=["state", "retired_at"])
        record(Fact("badge_key.retired", _subject(key), occurred_at=now, actor=by), now=now)


def _subject(key: SigningKey) -> str:
    return f"badge_key/{key.kid}"
