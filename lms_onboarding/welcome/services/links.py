"""Personal links of the welcome: the kit's page, and the page of the dates."""

from datetime import datetime
from typing import Final

from django.db import transaction

from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import Grant, make
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
    living = PersonalLink.objects.usable(now).filter(scope=scope, object_key=object_key, holder_key=holder_key)
    with transaction.atomic():
        found = living.order_by("pk").first()
        if found is not None:
            return found
        expires_at = max(session_ends_at, now) + LINK_LIFE
        return make(
            [Grant(scope=scope, object_key=object_key, holder_key=holder_key, expires_at=expires_at)], now=now
        )[0]
