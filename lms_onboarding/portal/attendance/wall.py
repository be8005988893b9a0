"""The code on the wall, drawn; and what a visitor keeps after reading it, the time to prove who they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import segno
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lms_onboarding.progress.services import SCAN_LASTS, code_of, seconds_left
from lms_onboarding.sessions.models import Slot

COOKIE: Final = "lmso_scan"
_SALT: Final = "lmso_portal.scan"


@dataclass(frozen=True)
class Wall:
    """What the wall shows: the typed address, the code in two groups, its drawing, and for how long."""

    address: str
    code: str
    path: str
    size: int
    seconds: int

    @property
    def box(self) -> str:
        return f"-2 -2 {self.size + 4} {self.size + 4}"


def wall_of(slot: Slot, *, now: datetime) -> Wall:
    code = code_of(slot, now=now)
    url = settings.LMSO_BASE_URL + reverse("lmso_portal:scan", args=[code])
    rows = [list(row) for row in segno.make(url, micro=False, error="m").matrix]
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    typed = (settings.LMSO_BASE_URL + reverse("lmso_portal:type_code")).split("://")[-1].rstrip("/")
    return Wall(typed, f"{code[:3]} {code[3:]}", path, len(rows), seconds_left(now))


def keep_scan(response: HttpResponse, slot: Slot, request: HttpRequest, *, now: datetime) -> None:
    """The code was read at this instant: it may sign this half-day for a quarter of an hour."""
    value = signing.dumps([slot.pk, int(now.timestamp())], salt=_SALT)
    response.set_cookie(COOKIE, value, max_age=SCAN_LASTS, secure=request.is_secure(), httponly=True, samesite="Lax")


def scanned_slot(request: HttpRequest, *, now: datetime) -> int | None:
    """The half-day whose code this visitor has just read, if any."""
    try:
        slot, at = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    age = now.timestamp() - int(at)
    return int(slot) if 0 <= age <= SCAN_LASTS.total_seconds() else None


def forget_scan(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE)
