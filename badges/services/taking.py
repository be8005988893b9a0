"""The holder took their badge away: noted once per form and award, in the journal."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from badges.baking import bake_png, bake_svg
from badges.models import Award
from lms_onboarding.documents.models import Blob
from lms_onboarding.documents.services import read
from lms_onboarding.journal.models import Entry
from lms_onboarding.journal.services import Fact, record

TAKEN = "badge.downloaded"


def note_taken(award: Award, *, form: str, now: datetime) -> None:
    """`form`: png, svg, jwt, or zip for all of them."""
    if award.person is None:
        return
    if not Entry.objects.filter(subject=award.subject_key, verb=TAKEN, codes__form=form).exists():
        fact = Fact(TAKEN, award.subject_key, occurred_at=now, actor=award.person.key, codes={"form": form})
        record(fact, now=now)


def taken_away(award: Award) -> bytes:
    """The image with both versions of the badge in it, from the pristine image of its class."""
    return bake_png(_pristine(award.badge_class.image), assertion=award.assertion, credential=award.credential)


def taken_as_drawing(award: Award) -> bytes | None:
    """The same as SVG; None when the badge has an image that somebody gave it."""
    drawing = award.badge_class.drawing
    if drawing is None:
        return None
    return bake_svg(_pristine(drawing), assertion=award.assertion, credential=award.credential)


def every_form(award: Award) -> Mapping[str, bytes]:
    """All that a holder may keep, by the ending of its file: both images, the signed 3.0 text, the 2.0 assertion."""
    drawing = taken_as_drawing(award)
    return {
        "png": taken_away(award),
        **({"svg": drawing} if drawing else {}),
        "jwt": award.credential.encode(),
        "json": award.assertion.encode(),
    }


@lru_cache(maxsize=32)
def _pristine(image: Blob) -> bytes:
    """Bytes named by their own hash never change: read and verified once per process."""
    return read(image)
