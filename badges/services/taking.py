"""The holder took their badge away: noted once per form and award, in the journal."""

from datetime import datetime
from functools import lru_cache

from badges.baking import bake_png
from badges.models import Award
from lms_onboarding.documents.models import Blob
from lms_onboarding.documents.services import read
from lms_onboarding.journal.models import Entry
from lms_onboarding.journal.services import Fact, record

TAKEN = "badge.downloaded"


def note_taken(award: Award, *, form: str, now: datetime) -> None:
    """`form`: png, svg or jwt."""
    if award.person is None:
        return
    if not Entry.objects.filter(subject=award.subject_key, verb=TAKEN, codes__form=form).exists():
        fact = Fact(TAKEN, award.subject_key, occurred_at=now, actor=award.person.key, codes={"form": form})
        record(fact, now=now)


def taken_away(award: Award) -> bytes:
    """The image with both versions of the badge in it, from the pristine image of its class."""
    return bake_png(_pristine(award.badge_class.image), assertion=award.assertion, credential=award.credential)


@lru_cache(maxsize=32)
def _pristine(image: Blob) -> bytes:
    """Bytes named by their own hash never change: read and verified once per process."""
    return read(image)
