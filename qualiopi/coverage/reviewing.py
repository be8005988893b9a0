"""Reviews of pieces: given by a person, read with the content they were given on."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.journal.services import Fact, record
from lms_onboarding.sessions.models import Session
from qualiopi.indicators.collectors import contents

from .models import PieceReview, Verdict


class PieceGone(ValueError):
    """The source of the piece is no longer there. Its text says what to do."""


class PieceChanged(ValueError):
    """The source changed while it was read. Its text asks to read it again."""


class ReasonMissing(ValueError):
    """A piece is doubted without a word on what is wrong. Its text asks for it."""


@dataclass(frozen=True, kw_only=True)
class Reviewer:
    """Who reviews: « user/3 » and the name that the record shows."""

    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """What is said of one piece of a kind; `session` is where it hangs, None for a piece of the organisation.
    `content` is the fingerprint of what was on screen: what changed since was not read."""

    piece: str
    kind: str
    session: int | None
    verdict: Verdict
    reason: str = ""
    content: str = ""


def review(opinion: Opinion, *, by: Reviewer, now: datetime) -> PieceReview:
    """Record an opinion, which replaces the one before. Raises PieceGone, PieceChanged, ReasonMissing."""
    if opinion.verdict == Verdict.DOUBTED and not opinion.reason.strip():
        raise ReasonMissing(_("Dites en une phrase ce qui cloche : la personne qui doit la pièce la lira."))
    content = fingerprints([opinion.piece]).get(opinion.piece)
    if content is None:
        raise PieceGone(_("Cette pièce n’existe plus. Revenez à la liste des preuves : elle a été recalculée."))
    if opinion.content not in ("", content):
        raise PieceChanged(_("Cette pièce a changé pendant que vous la lisiez. Relisez-la, puis donnez votre avis."))
    with transaction.atomic():
        if opinion.session is not None:
            Session.objects.select_for_update().get(pk=opinion.session)  # two reviewers at once: one after the other
        standing = PieceReview.objects.filter(piece=opinion.piece, kind=opinion.kind, superseded_at__isnull=True)
        standing.update(superseded_at=now)
        made = PieceReview.objects.create(
            piece=opinion.piece,
            kind=opinion.kind,
            session_id=opinion.session,
            verdict=opinion.verdict,
            reason=opinion.reason.strip()[:300],
            content=content,
            reviewer_key=by.key,
            reviewer_name=by.name,
            reviewed_at=now,
        )
        record(Fact(f"evidence.{opinion.verdict}", opinion.piece, now, by.key, {"kind": opinion.kind}), now=now)
    return made


def fingerprints(pieces: Iterable[str]) -> dict[str, str]:
    """SHA-256 of the full content of each source that is there. A constant number of queries."""
    return {key: hashlib.sha256(told).hexdigest() for key, told in contents(sorted(set(pieces))).items()}


def doubts(reviews: Iterable[PieceReview]) -> dict[tuple[str, str], str]:
    """Pieces set aside, by source and kind, with the reason: doubted by a person, or changed since they read it."""
    found = list(reviews)
    now = fingerprints(one.piece for one in found)
    said: dict[tuple[str, str], str] = {}
    for one in found:
        if one.verdict == Verdict.DOUBTED:
            said[one.piece, one.kind] = one.reason
        elif now.get(one.piece) != one.content:
            said[one.piece, one.kind] = _("modifiée depuis sa relecture")
    return said
