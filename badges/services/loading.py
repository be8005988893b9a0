"""The three badges that come with the product: texts of the starter content, images of our own."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from badges.models import BadgeClass
from courses.services import BadgeText, badge_texts
from lms_onboarding.documents.services import store
from lms_onboarding.enrolments.enums import Role
from lms_onboarding.journal.services import SYSTEM

from .keys import ensure_key
from .wording import Wording, ensure_issuer, save_badge_class

STARTER_IMAGES: Final = Path(__file__).resolve().parents[1] / "starter"
ROLES: Final = {"admin": Role.ADMIN, "createur": Role.CREATOR, "manager": Role.MANAGER}


@dataclass(frozen=True)
class BadgesLoaded:
    """Slugs: written now, left as they were. `has_issuer` is False while the provider has no name or address."""

    written: tuple[str, ...]
    kept: tuple[str, ...]
    has_issuer: bool


def load_badges(*, by: str = SYSTEM, now: datetime) -> BadgesLoaded:
    """Twice is once; a badge whose wording was changed here is left alone."""
    issuer = ensure_issuer(url=settings.LMSO_BADGES_BASE_URL, by=by, now=now)
    ensure_key(now=now)
    written: list[str] = []
    kept: list[str] = []
    for text in badge_texts():
        (written if _load(text, by=by, now=now) else kept).append(text.slug)
    return BadgesLoaded(tuple(written), tuple(kept), issuer is not None)


def _load(text: BadgeText, *, by: str, now: datetime) -> bool:
    image, drawing = ((STARTER_IMAGES / f"{text.slug}.{ending}").read_bytes() for ending in ("png", "svg"))
    source = hashlib.sha256(repr(text).encode() + image + drawing).hexdigest()
    last = BadgeClass.objects.filter(slug=text.slug).order_by("-version").first()
    if last is not None and last.source in ("", source):  # written by hand, or the same file
        return False
    wording = Wording(
        name=text.name,
        short_name=text.name.partition(" : ")[0],
        role=ROLES[text.role],
        summary=text.summary,
        description=text.able,
        criteria=text.criteria,
        examined=text.examined,
        limits=text.limits,
        skills=text.skills,
        image=store(image, now=now),
        drawing=store(drawing, now=now),
        source=source,
    )
    save_badge_class(text.slug, wording, by=by, now=now)
    return True
