"""The evidence files of the demonstration: one for each session that ended, as an auditor would sample them."""

from pathlib import Path

from lms_onboarding.common.calendar import local_date
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Session
from qualiopi.services import Wanted, write_export

from .models import DemoState


def write_evidence(folder: Path) -> int:
    """`evidence/<code>.zip`: the same bytes each time, as of the last evening played. Before any session ended, those
    that began; before that, all. How many were written."""
    state = DemoState.objects.first()
    if state is None or state.played_until is None:
        return 0
    house, as_of = provider(), state.simulated_now
    folder.mkdir(parents=True, exist_ok=True)
    standing = Session.objects.standing().filter(starts_at__isnull=False, created_at__lte=as_of)
    ended, begun = standing.filter(ends_at__lte=as_of), standing.filter(starts_at__lte=as_of)
    chosen = next((rows for rows in (ended, begun) if rows.exists()), standing)
    codes = list(chosen.order_by("starts_at", "pk").values_list("code", flat=True))
    for code in codes:
        wanted = Wanted(as_of=as_of, audit=local_date(as_of, house.zone), codes=(code,))
        write_export(wanted, house, folder / f"{code}.zip", author="démonstration")
    return len(codes)
