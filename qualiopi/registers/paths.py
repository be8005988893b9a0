"""Where personal links of this room lead, and for how long."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse

from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import Grant, make

COMPLAINT: Final = "complaint"
DESIGNATION: Final = "designation"
CONFIDENTIAL: Final = "confidential"

# The link alone reads nothing confidential: a passphrase is asked each time.
LIVES: Final[Mapping[str, timedelta]] = {
    COMPLAINT: timedelta(days=365),
    DESIGNATION: timedelta(days=14),
    CONFIDENTIAL: timedelta(days=365),
}


def _page(name: str) -> Callable[[str], str]:
    return lambda object_key: reverse(name, args=[int(object_key)])


SCOPES: Final[Mapping[str, Callable[[str], str]]] = {
    COMPLAINT: _page("lmso_qualiopi:complaint_follow"),
    DESIGNATION: _page("lmso_qualiopi:accept"),
    CONFIDENTIAL: _page("lmso_qualiopi:inbox"),
}


def link_to(scope: str, pk: int, *, holder_key: str, now: datetime) -> PersonalLink:
    """The link of this holder to this object: one, made anew when it nears its end."""
    life = LIVES[scope]
    living = PersonalLink.objects.usable(now + life / 3).filter(scope=scope, object_key=str(pk), holder_key=holder_key)
    with transaction.atomic():
        return (
            living.order_by("pk").first()
            or make([Grant(scope=scope, object_key=str(pk), holder_key=holder_key, expires_at=now + life)], now=now)[0]
        )
