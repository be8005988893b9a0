"""Are the bytes still those that were deposited? Read again each day, and each time somebody opens one."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lms_onboarding.documents.services import TamperedFile, read
from lms_onboarding.journal.services import Fact, record

from .models import Deposit


def opened(found: Deposit, *, now: datetime) -> bytes | None:
    """The exact bytes, or None when they were altered or are gone: the piece is noted so, and proves nothing more."""
    if found.blob is None:
        return None
    try:
        content = read(found.blob)
    except TamperedFile:
        _note(found, damaged=True, now=now)
        return None
    _note(found, damaged=False, now=now)
    return content


def check_files(*, now: datetime) -> int:
    """Read every standing file again; how many are altered or gone. A file put back stands again."""
    return sum(opened(one, now=now) is None for one in _files())


def _files() -> Iterable[Deposit]:
    rows = Deposit.objects.filter(withdrawn_at__isnull=True, blob__isnull=False).select_related("blob")
    return rows.order_by("pk").iterator(chunk_size=500)


def _note(found: Deposit, *, damaged: bool, now: datetime) -> None:
    if damaged == (found.damaged_at is not None):
        return
    with transaction.atomic():
        moment = now if damaged else None
        changed = Deposit.objects.filter(pk=found.pk, damaged_at__isnull=damaged).update(damaged_at=moment)
        if changed:
            verb = "evidence.file_damaged" if damaged else "evidence.file_restored"
            record(Fact(verb, found.key, now, codes={"sha256": found.blob_id}), now=now)
    found.damaged_at = moment
