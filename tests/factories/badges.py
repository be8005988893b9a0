"""Badges given through the real services: the starter classes, the issuer, one key, people who earned something."""

from datetime import UTC, datetime
from typing import Any, Final

from badges.models import Award, BadgeClass
from badges.services import Facts, award, current_class, load_badges
from lms_onboarding.people.models import Person

from .people import PersonFactory, provider

AWARDED_AT: Final = datetime(2026, 12, 18, 16, tzinfo=UTC)
EARNED: Final[dict[str, Any]] = {
    "released_at": AWARDED_AT,
    "objectives_acquired": ("Publier un module", "Écrire un quiz"),
    "courses_completed": ("Créer votre premier module",),
    "hours": "21 heures",
}


def creator_class(*, now: datetime = AWARDED_AT) -> BadgeClass:
    """« Création de modules », with an issuer and a key."""
    provider()
    load_badges(now=now)
    found = current_class("badge-createur")
    assert found is not None
    return found


def facts(person: Person | None = None, **fields: Any) -> Facts:
    """Somebody who earned everything, at the release of their session."""
    return Facts(person=person or PersonFactory(), **{"earned_at": AWARDED_AT, "about": "", **EARNED, **fields})


def awarded(person: Person | None = None, *, now: datetime = AWARDED_AT, **fields: Any) -> Award:
    """The creator's badge, given at `now` without a mail."""
    return award(facts(person, **fields), badge_class=creator_class(now=now), by="user/1", now=now, tell=False)
