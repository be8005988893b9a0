"""How a holder reaches their badge without an account, and where anybody checks it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from badges import addresses
from badges.addresses import HOLDER_SCOPE, holder_path
from badges.mails import LINK_LIFE
from badges.models import Award, Issuer
from badges.writing.identity import is_holder
from lms_onboarding.common import french
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import Grant, expand, make, marker

LINKEDIN: Final = "https://www.linkedin.com/profile/add"


def public_address(uuid: UUID) -> str:
    """The address that anybody may check, known before the badge is given."""
    return addresses.assertion_url(uuid)


def verify_address() -> str:
    """Where anybody hands over a badge to have it checked."""
    return addresses.absolute("verify")


def open_ways(awards: Iterable[Award], *, now: datetime) -> None:
    """A personal link for each holder that has none yet to this badge. Two queries."""
    wanted = {str(one.uuid): one for one in awards if one.person is not None}
    living = PersonalLink.objects.usable(now).filter(scope=HOLDER_SCOPE, object_key__in=list(wanted))
    known = set(living.values_list("object_key", flat=True))
    make(
        [
            Grant(
                scope=HOLDER_SCOPE, object_key=key, holder_key=one.person.key if one.person else "",
                expires_at=now + LINK_LIFE,
            )
            for key, one in wanted.items()
            if key not in known
        ],
        now=now,
    )  # fmt: skip


def way_to(award: Award, *, now: datetime) -> str:
    """The path by which the holder opens their own badge; the public page when they were given no link."""
    key = str(award.uuid)
    found = PersonalLink.objects.usable(now).filter(scope=HOLDER_SCOPE, object_key=key).order_by("pk").first()
    return expand(marker(found), base_url="") if found else holder_path(key)


def given_for(about: str) -> Award | None:
    """The badge given for this journey (« enrolment/12 ») that stands, or was revoked: its last edition."""
    rows = Award.objects.filter(about=about, replaced_by__isnull=True).select_related("badge_class", "person")
    return rows.order_by("-issued_at", "-pk").first()


def linkedin_url(award: Award, issuer: Issuer | None) -> str:
    """The form of LinkedIn, filled in; the person sends it, or not."""
    issued = french.local(award.earned_at)
    ends = french.local(award.expires_at) if award.expires_at else None
    named = {"organizationId": issuer.linkedin_id} if issuer and issuer.linkedin_id else {}
    query: dict[str, Any] = {
        "startTask": "CERTIFICATION_NAME",
        "name": award.badge_class.name,
        **(named or {"organizationName": issuer.name if issuer else ""}),
        "issueYear": issued.year,
        "issueMonth": issued.month,
        **({"expirationYear": ends.year, "expirationMonth": ends.month} if ends else {}),
        "certUrl": addresses.assertion_url(award.uuid),
        "certId": str(award.uuid),
    }
    return f"{LINKEDIN}?{urlencode(query)}"


def bears_address(award: Award) -> bool:
    """Whether the badge was given to the address its holder has today; otherwise it may be re-issued."""
    person = award.person
    return person is not None and is_holder(person.email, identity=award.identity, salt=award.salt)
