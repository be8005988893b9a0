"""Personal links made for a test, as addresses."""

from datetime import datetime

from lms_onboarding.links.services import Grant, expand, make, marker
from tests.browser.moment import MORNING


def link_for(scope: str, key: str, *, holder: str, until: datetime) -> str:
    """The address that opens this object in this scope."""
    (link,) = make([Grant(scope=scope, object_key=key, holder_key=holder, expires_at=until)], now=MORNING)
    return expand(marker(link), base_url="")
