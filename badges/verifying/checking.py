"""From what somebody hands over to a verdict. Bounded: 2 MB of image, 128 KB of text, one key, a few lookups."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from badges.writing import identity

from . import register
from .hosted import check_address, check_assertion
from .pictures import LARGEST, LONGEST, Carried, Unreadable, read_image
from .register import Known
from .signed import check_token
from .texts import NotRead, Token, id_of, looks_like_token, read_object, read_token, text_of
from .verdicts import Check, Finding, Verdict, worst


@dataclass(frozen=True, kw_only=True)
class Handed:
    """`content`: a file; `text`: what was pasted; `email`: whose badge it should be; `key`: PEM or JWK."""

    content: bytes = b""
    text: str = ""
    email: str = ""
    key: str = ""


@dataclass(frozen=True)
class _Part:
    """One text read: a JWT, a JSON object, or an address of ours."""

    token: Token | None = None
    value: dict[str, object] | None = None
    uuid: UUID | None = None
    credential: UUID | None = None


def check(handed: Handed, *, now: datetime) -> Finding:
    """The verdict, with each thing looked at. Never raises, whatever is handed over."""
    try:
        texts = _texts(handed)
    except Unreadable as refused:
        return Finding(Verdict(refused.kind))
    if not texts:
        return Finding(Verdict.NO_BADGE if handed.content else Verdict.NOTHING)
    try:
        parts = [_part(text) for text in texts]
    except NotRead:
        return Finding(Verdict.NOT_A_BADGE)
    found = _known(parts)
    findings = [_judge(part, found, handed.key, now) for part in parts]
    return _for_holder(_together(findings), handed.email)


def _texts(handed: Handed) -> list[str]:
    """At most two: what an image carries, a text file, or what was pasted."""
    if handed.content:
        carried = _carried(handed.content)
        return [text for text in (carried.signed.strip(), carried.hosted.strip()) if text]
    pasted = handed.text.strip()
    if len(pasted) > LONGEST:
        raise Unreadable("too_long", f"{len(pasted)} characters pasted")
    return [pasted] if pasted else []


def _carried(content: bytes) -> Carried:
    """A .json or .jwt file is a text like one that is pasted."""
    if len(content) > LARGEST:
        raise Unreadable("too_big", f"{len(content)} bytes")
    if len(content) <= LONGEST:
        try:
            text = content.decode("utf-8").strip()
        except UnicodeDecodeError:
            text = ""
        if text.startswith("{") or looks_like_token(text):
            return Carried(hosted=text)
    return read_image(content)


def _part(text: str) -> _Part:
    """Raises NotRead."""
    if looks_like_token(text):
        token = read_token(text)
        named = text_of(token.payload.get("jti")) or id_of(token.payload)
        return _Part(token=token, uuid=register.own_uuid(named), credential=register.own_credential(named))
    uuid = register.own_uuid(text)
    if uuid is not None:
        return _Part(uuid=uuid)
    value = read_object(text)
    return _Part(value=value, uuid=register.own_uuid(id_of(value)))


def _known(parts: list[_Part]) -> list[Known]:
    uuid = next((part.uuid for part in parts if part.uuid), None)
    credential = next((part.credential for part in parts if part.credential), None)
    return register.find(uuid=uuid, credential_id=credential)


def _judge(part: _Part, found: list[Known], key: str, now: datetime) -> Finding:
    known = next(
        (
            one
            for one in found
            if (part.uuid and one.uuid == part.uuid) or (part.credential and one.credential_id == part.credential)
        ),
        None,
    )
    if part.token is not None:
        return check_token(part.token, known, pasted=key, now=now)
    if part.value is not None:
        return check_assertion(part.value, known, now=now)
    return check_address(known, now=now)


_NAMED_AWARD: Final = (Verdict.VALID, Verdict.EXPIRED)


def _together(findings: list[Finding]) -> Finding:
    """Both versions of one badge: each must hold, and they must be of the same award."""
    if len(findings) == 1:
        return findings[0]
    first, second = findings
    if first.verdict in _NAMED_AWARD and second.verdict in _NAMED_AWARD and first.award != second.award:
        return Finding(Verdict.CONTRADICTORY, [Check(_("Les deux versions sont d’un même badge"), holds=False)])
    said = worst([first.verdict, second.verdict])
    chosen = first if first.verdict is said else second
    chosen.checks = list({str(check.words): check for one in findings for check in one.checks}.values())
    return chosen


def _for_holder(finding: Finding, email: str) -> Finding:
    """Compared only when the badge stands, and nothing of the address is kept."""
    if not email.strip() or finding.identity is None or finding.verdict not in _NAMED_AWARD:
        return finding
    hashed, salt = finding.identity
    holds = identity.is_holder(email, identity=hashed, salt=salt)
    finding.checks.append(Check(_("Il est délivré à l’adresse que vous avez saisie"), holds=holds))
    if not holds:
        finding.verdict = Verdict.WRONG_RECIPIENT
    return finding
