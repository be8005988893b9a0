"""Six digits sent to an address, good for ten minutes, five tries and one use. Only their HMAC is kept."""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lms_onboarding.links.models import OneTimeCode
from lms_onboarding.links.tokens import digest

LIFE: Final = timedelta(minutes=10)
TRIES: Final = 5
PER_HOUR: Final = 6  # with five tries each, a guesser has thirty chances in a million per hour


class TooManyCodes(RuntimeError):
    """Too many codes were asked for one object within the hour; the message says, in French, when to try again."""


def make_code(*, purpose: str, object_key: str, now: datetime) -> str:
    """A new code; those given before for the same object stop working. Raises TooManyCodes.

    The code is not stored: it lives in the mail that carries it, whose body is wiped once sent.
    """
    recent = OneTimeCode.objects.filter(
        purpose=purpose, object_key=object_key, created_at__gt=now - timedelta(hours=1)
    )
    code = f"{secrets.randbelow(1_000_000):06}"
    with transaction.atomic():
        if recent.count() >= PER_HOUR:
            raise TooManyCodes(_("Vous avez demandé plusieurs codes. Patientez une heure avant le prochain."))
        recent.filter(used_at__isnull=True).update(expires_at=now)
        OneTimeCode.objects.create(
            purpose=purpose,
            object_key=object_key,
            digest=_digest(purpose, object_key, code),
            created_at=now,
            expires_at=now + LIFE,
        )
    return code


def check_code(*, purpose: str, object_key: str, code: str, now: datetime) -> bool:
    """Whether `code` is the living one. A call is a try, counted before it is compared; a success uses the code up."""
    living = OneTimeCode.objects.filter(
        purpose=purpose, object_key=object_key, expires_at__gt=now, used_at__isnull=True, tries__lt=TRIES
    )
    kept = living.order_by("-created_at", "-pk").first()
    if kept is None or not living.filter(pk=kept.pk).update(tries=F("tries") + 1):
        return False
    given = _digest(purpose, object_key, code.replace(" ", "").replace("\N{NO-BREAK SPACE}", ""))
    if not hmac.compare_digest(given, kept.digest):
        return False
    return OneTimeCode.objects.filter(pk=kept.pk, used_at__isnull=True).update(used_at=now) == 1


def _digest(purpose: str, object_key: str, code: str) -> str:
    return digest("code", purpose, object_key, code).hex()
