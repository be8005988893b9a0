"""« Annuler l’import »: an import taken back as a whole, where nothing of it was used; what was used stays, named."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from lms_onboarding.enrolments.importing.made import Made
from lms_onboarding.enrolments.models import ImportBatch, ImportDraft
from lms_onboarding.enrolments.undoing.taking_back import TakenBack, take_back
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.models import ProviderSettings

BATCH = 1_000


def undo_import(
    draft: ImportDraft, *, by: str, now: datetime, advanced: Callable[[int], None] | None = None
) -> dict[str, Any]:
    """Take back what the import of this file made: {enrolments, people, organisations, sessions, restored, kept:
    [[name, reason]]}.

    Batch by batch, from the last, each in its own transaction: interrupted, it goes on where it was; pressed twice, it
    is done once. Nothing happens before the import is over. `advanced` is told how many rows are done.
    """
    if not draft.report or draft.undone_at is not None:
        return draft.undone
    batches = list(ImportBatch.objects.filter(draft=draft).order_by("-number").values_list("pk", flat=True))
    for rank, pk in enumerate(batches, start=1):
        _undo_batch(pk, by=by, now=now)
        if advanced:
            advanced(min(rank * BATCH, draft.rows_total))
    with transaction.atomic():
        total = _total(draft)
        open_ = ImportDraft.objects.filter(pk=draft.pk, undone_at__isnull=True)
        if open_.update(undone_at=now, undone=asdict(total)):
            counts = {"enrolments": total.enrolments, "people": total.people, "kept": len(total.kept)}
            record(Fact("import.undone", f"import/{draft.pk}", occurred_at=now, actor=by, codes=counts), now=now)
    draft.refresh_from_db(fields=["undone_at", "undone"])
    return draft.undone


def _undo_batch(pk: int, *, by: str, now: datetime) -> None:
    with transaction.atomic():
        ProviderSettings.objects.select_for_update().order_by("pk").first()  # the turn that imports take
        batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=pk)
        if batch.undone is None:
            batch.undone = asdict(take_back(Made.from_json(batch.made), by=by, now=now))
            batch.save(update_fields=["undone"])


def _total(draft: ImportDraft) -> TakenBack:
    total = TakenBack()
    batches = ImportBatch.objects.filter(draft=draft, undone__isnull=False).order_by("number")
    for undone in (dict(batch.undone or {}) for batch in batches.only("undone")):
        total.enrolments += undone["enrolments"]
        total.people += undone["people"]
        total.organisations += undone.get("organisations", 0)
        total.sessions += undone["sessions"]
        total.restored += undone["restored"]
        total.kept += undone["kept"]
    return total
