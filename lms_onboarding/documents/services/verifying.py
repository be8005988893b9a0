"""Is this document ours, and does it still stand? Answers without a name: only who holds it knows whom it is about."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.sealing import SealUnusable, seal_of_the_house


class Standing(StrEnum):
    """ALTERED: it bears our seal, and it is not a file that we issued."""

    AUTHENTIC = "authentic"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    ALTERED = "altered"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """`document` is absent when nothing of ours was recognised; `replaced_by` is the last one of its chain."""

    standing: Standing
    document: IssuedDocument | None = None
    replaced_by: IssuedDocument | None = None


def verify_number(number: str) -> Verdict:
    """What a number printed on paper leads to; it says nothing of the paper itself."""
    wanted = "".join(number.split()).upper()
    return _verdict(IssuedDocument.objects.filter(number=wanted).first() if wanted else None)


def verify_file(content: bytes, *, now: datetime) -> Verdict:
    """Whether these very bytes were issued: one of them changed, and they were not."""
    digest = hashlib.sha256(content).hexdigest()
    verdict = _verdict(IssuedDocument.objects.filter(blob=digest).order_by("-pk").first())
    if verdict.standing is Standing.UNKNOWN and _bears_our_seal(content, now):
        return Verdict(Standing.ALTERED)
    return verdict


def _verdict(document: IssuedDocument | None) -> Verdict:
    if document is None:
        return Verdict(Standing.UNKNOWN)
    last = document
    while last.superseded_by is not None:
        last = last.superseded_by
    if document.revoked_at is not None:
        return Verdict(Standing.REVOKED, document)
    if last is not document:
        return Verdict(Standing.SUPERSEDED, document, last)
    return Verdict(Standing.AUTHENTIC, document)


def _bears_our_seal(content: bytes, now: datetime) -> bool:
    """A PDF carries its signatures in hexadecimal digits, the certificate among them."""
    try:
        own = seal_of_the_house(at=now).der.hex().encode()
    except SealUnusable:
        return False
    return own in content or own.upper() in content
