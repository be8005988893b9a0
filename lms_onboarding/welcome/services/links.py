"""Personal links of the welcome: the kit's page, and the page of the dates."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import Grant, keep, keep_many
from lms_onboarding.welcome.rules import LINK_LIFE

KIT_SCOPE: Final = "kit"
AGENDA_SCOPE: Final = "agenda"


def kit_key(kit: int) -> str:
    return f"kit/{kit}"


def link_for(
    *, scope: str, object_key: str, holder_key: str, session_ends_at: datetime, now: datetime
) -> PersonalLink:
    """The living link of this person to this object, made when there is none: composing twice gives one link.

    It lasts until two weeks after the session; a kit that leaves even later keeps two weeks.
    """
    return keep(grant_of(scope, object_key, holder_key, session_ends_at=session_ends_at, now=now), now=now)


def kit_links(kits: Sequence[tuple[int, str, datetime]], *, now: datetime) -> list[PersonalLink]:
    """`link_for` the pages of several kits: (kit, holder's key, end of the session) for each. Two queries."""
    return keep_many(
        [
            grant_of(KIT_SCOPE, kit_key(kit), holder, session_ends_at=session_ends_at, now=now)
            for kit, holder, session_ends_at in kits
        ],
        now=now,
    )


def grant_of(scope: str, object_key: str, holder_key: str, *, session_ends_at: datetime, now: datetime) -> Grant:
    """Until two weeks after the session, or after today when the session is over."""
    expires_at = max(session_ends_at, now) + LINK_LIFE
    return Grant(scope=scope, object_key=object_key, holder_key=holder_key, expires_at=expires_at)
