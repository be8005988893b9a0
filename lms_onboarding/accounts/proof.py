"""What a session has proven, read in the session itself: no query. allauth keeps one line per key that was shown."""

import time
from collections.abc import Mapping
from typing import Any, Final, cast

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.http import HttpRequest

from .models import User

SECOND_FACTOR: Final = "mfa"
AT_PROVIDER: Final = "provider_mfa"  # a single sign-on whose second factor counts here
RECENT: Final = 15 * 60  # seconds: how long a sign-in is fresh enough to change a key


def second_factor_shown(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor, or gave itself one."""
    return any(one.get("method") in (SECOND_FACTOR, AT_PROVIDER) for one in _records(request))


def signed_in_recently(request: HttpRequest) -> bool:
    """Whether a key of this account was shown in the last quarter of an hour. A session alone, even stolen, is not."""
    moments = [one["at"] for one in _records(request) if not one.get("enrolled")]
    return bool(moments) and time.time() - max(moments) < RECENT  # allauth counts on the machine's clock


def note_enrolment(request: HttpRequest, *, kind: str, pk: int) -> None:
    """The factor that this session just gave itself is its proof; it does not make the sign-in any fresher."""
    record_authentication(request, cast(User, request.user), SECOND_FACTOR, type=kind, id=pk, enrolled=True)


def _records(request: HttpRequest) -> list[Mapping[str, Any]]:
    return get_authentication_records(request, request.user) if request.user.is_authenticated else []
