"""A 3.0 credential, or a 2.0 badge signed in its image: who says it comes from, and whether the signature is right."""

from datetime import datetime
from typing import Any, Final

import jwt
from django.utils.translation import gettext as _

from badges import addresses
from badges.writing.credential import ALGORITHM

from . import register
from .pasted_key import KeyRefused, read_key
from .register import Known
from .texts import Token, id_of, name_of, text_of
from .verdicts import Check, Finding, Verdict

_BROUGHT: Final = ("jwk", "jku", "x5u", "x5c")
_CRITICAL: Final = ("none", "")


def check_token(token: Token, known: Known | None, *, pasted: str, now: datetime) -> Finding:
    """One finding for one JWT; `known` is the award its identifier names, if any."""
    finding = Finding(Verdict.VALID, name=_badge_name(token.payload), issuer=name_of(token.payload.get("issuer")))
    if token.algorithm.lower() in _CRITICAL:
        return _ends(finding, Verdict.ALG_NONE, Check(_("Signature"), holds=False, detail=_("aucune")))
    if not claims_ours(token):
        return _foreign(token, finding, pasted, now)
    return _ours(token, known, finding, now)


def claims_ours(token: Token) -> bool:
    """By its issuer or by its key: one is enough to be judged as ours."""
    issuer = id_of(token.payload.get("issuer")) or text_of(token.payload.get("iss"))
    return issuer in (addresses.profile_url(), addresses.issuer_url()) or bool(register.own_kid(token.kid))


def _ours(token: Token, known: Known | None, finding: Finding, now: datetime) -> Finding:
    if token.algorithm != ALGORITHM or any(name in token.header for name in (*_BROUGHT, "crit")):
        return _ends(finding, Verdict.KEY_CONFUSION, Check(_("Signature"), holds=False, detail=token.algorithm))
    key = register.own_key(register.own_kid(token.kid), known)
    if key is None:
        return _ends(finding, Verdict.UNKNOWN_KEY, Check(_("La clé est une des nôtres"), holds=False))
    if not key.is_safe:
        return _ends(finding, Verdict.KEY_COMPROMISED, Check(_("La clé est sûre"), holds=False))
    if not register.is_ours(token.text, key.jwk):
        return _ends(finding, Verdict.ALTERED, Check(_("La signature correspond au contenu"), holds=False))
    finding.checks.append(Check(_("La signature est la nôtre, le contenu n’a pas changé"), holds=True))
    if known is None:
        return _not_in_register(token, finding)
    finding.award = known.pk
    finding.identity, finding.reason = (known.identity, known.salt), known.why
    standing = known.standing(now)
    if standing is Verdict.VALID:
        standing = _dates(token.payload, now)
    finding.verdict = standing
    finding.checks.append(Check(_("Il n’a pas été retiré"), holds=standing in (Verdict.VALID, Verdict.EXPIRED)))
    return finding


def _not_in_register(token: Token, finding: Finding) -> Finding:
    """Signed by us and no longer current: its identifier is on the revocation list, or was never given."""
    named = register.own_credential(text_of(token.payload.get("jti")))
    finding.reason = register.revoked_reason(named) if named else ""
    if finding.reason:
        return _ends(finding, Verdict.REVOKED, Check(_("Il n’a pas été retiré"), holds=False))
    return _ends(finding, Verdict.UNKNOWN_BADGE, Check(_("Il est dans notre registre"), holds=False))


def _foreign(token: Token, finding: Finding, pasted: str, now: datetime) -> Finding:
    finding.checks.append(Check(_("Il a la forme d’un badge"), holds=bool(finding.name)))
    finding.issuer = finding.issuer or id_of(token.payload.get("issuer"))
    if not pasted.strip():
        return _ends(finding, Verdict.FOREIGN_UNVERIFIED, Check(_("L’émetteur n’est pas nous"), holds=None))
    try:
        key = read_key(pasted, token.algorithm)
    except KeyRefused as refused:
        return _ends(finding, refused.verdict, Check(_("La clé collée convient à ce badge"), holds=False))
    if not _is_signed(token, key, token.algorithm):
        return _ends(finding, Verdict.FOREIGN_BAD_SIGNATURE, Check(_("La signature correspond à la clé"), holds=False))
    finding.checks.append(Check(_("La signature correspond à la clé collée"), holds=True))
    dated = _dates(token.payload, now)
    finding.verdict = Verdict.FOREIGN_SIGNED if dated is Verdict.VALID else dated
    return finding


def _is_signed(token: Token, key: Any, algorithm: str) -> bool:
    try:
        # the signature alone: dates are ours to judge, at a `now` that we are given
        jwt.api_jws.decode(token.text, key, algorithms=[algorithm])
    except (jwt.PyJWTError, ValueError, TypeError):
        return False
    return True


def _dates(payload: dict[str, Any], now: datetime) -> Verdict:
    """Numbers that are no dates prove nothing either way: a badge that has them is not judged by them."""
    moment = now.timestamp()
    ends, starts = payload.get("exp"), payload.get("nbf")
    if isinstance(ends, int | float) and ends <= moment:
        return Verdict.EXPIRED
    if isinstance(starts, int | float) and starts > moment:
        return Verdict.NOT_YET
    return Verdict.VALID


def _badge_name(payload: dict[str, Any]) -> str:
    subject = payload.get("credentialSubject")
    first = subject[0] if isinstance(subject, list) and subject else subject
    named = name_of(first.get("achievement")) if isinstance(first, dict) else ""
    return named or name_of(payload) or name_of(payload.get("badge"))


def _ends(finding: Finding, verdict: Verdict, check: Check) -> Finding:
    finding.verdict = verdict
    finding.checks.append(check)
    return finding
