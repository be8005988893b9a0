"""What time does to badges: two reminders before the end; and what a lost key left to sign again."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from badges import mails
from badges.enums import AwardState
from badges.models import Award
from lms_onboarding.common.calendar import local_date
from lms_onboarding.people.services import provider

from .reissuing import resign

FIRST, LAST = 60, 14  # days before the end
BATCH: Final = 500


def sweep(*, now: datetime) -> int:
    """Queue the reminders due at `now`; how many. A missed run sends the nearest one only, never two at once."""
    resign(now=now)
    told = 0
    while count := _remind_some(now):
        told += count
    return told


def _remind_some(now: datetime) -> int:
    zone = provider().zone
    today = local_date(now, zone)
    near, far = (now + timedelta(days=days + 1) for days in (LAST, FIRST))
    waiting = Q(reminded__isnull=True, expires_at__lte=far) | Q(reminded=FIRST, expires_at__lte=near)
    with transaction.atomic():
        rows = (
            Award.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("badge_class", "person")
            .filter(waiting, state=AwardState.VALID, expires_at__gt=now)
            .order_by("expires_at", "pk")[:BATCH]
        )
        due: list[tuple[Award, int]] = []
        for award in rows:
            assert award.expires_at is not None  # noqa: S101  the filter says so
            left = (local_date(award.expires_at, zone) - today).days
            step = LAST if left <= LAST else FIRST if left <= FIRST else None
            if step is not None and award.reminded != step:
                award.reminded = step
                due.append((award, step))
        Award.objects.bulk_update([award for award, _step in due], ["reminded"])
        mails.queue_expiring(due, now=now)
    return len(due)
