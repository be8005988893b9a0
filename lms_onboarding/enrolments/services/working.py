"""Checking and importing a deposited file: at once when it is small, by the worker when it is large.

One path for both: the same verbs, called by a page or by `work_on_files`. What a killed worker leaves is a lease that
ends and batches that are written: the next one goes on from there.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any, Final

from django.db import transaction

from lms_onboarding.common.tabular import TableRefused
from lms_onboarding.enrolments.enums import ImportWork
from lms_onboarding.enrolments.importing.log import ImportLog
from lms_onboarding.enrolments.importing.made import Made
from lms_onboarding.enrolments.importing.report import ImportReport
from lms_onboarding.enrolments.importing.running import ImportOptions, import_enrolments
from lms_onboarding.enrolments.models import ImportBatch, ImportDraft

from .drafting import ROW
from .undoing import undo_import

LEASE: Final = timedelta(minutes=5)  # far longer than one batch; a batch that is done prolongs it
NOTHING_LEFT: Final = {"work": "", "lease_until": None}

Clock = Callable[[], datetime]


class TimeIsUp(RuntimeError):
    """A task has worked long enough: the next one takes the file up where this one leaves it."""


class DraftLog:
    """The batches of one file, and how far it is. `end`, on the monotonic clock, is when to stop."""

    def __init__(self, draft: ImportDraft, clock: Clock, end: float | None = None) -> None:
        self._draft, self._clock, self._end, self._done = draft, clock, end, draft.rows_done

    def opened(self, rows: int) -> None:
        ImportDraft.objects.filter(pk=self._draft.pk).update(rows_total=rows)

    def found(self, number: int) -> ImportReport | None:
        said = ImportBatch.objects.filter(draft=self._draft, number=number).values_list("said", flat=True).first()
        return None if said is None else ImportReport.thawed(said)

    def wrote(self, number: int, part: ImportReport, made: Made) -> None:
        ImportBatch.objects.create(draft=self._draft, number=number, said=part.frozen(), made=made.as_json())

    def advanced(self, rows: int) -> None:
        """A worker that takes a file up goes through what is written again, quickly: the count never goes back."""
        self._done = max(self._done, rows)
        if self._draft.work:
            held = {"rows_done": self._done, "lease_until": self._clock() + LEASE}
            ImportDraft.objects.filter(pk=self._draft.pk).update(**held)
            if self._end is not None and monotonic() > self._end:
                raise TimeIsUp


def preview_draft(draft: ImportDraft, *, now: datetime) -> ImportReport:
    """What importing this file would do, decided by the importer itself; for a large file, when the worker did."""
    if draft.preview:
        return ImportReport.thawed(draft.preview)
    return _run(draft, dry_run=True, by="", now=now)


def import_draft(draft: ImportDraft, *, by: str, now: datetime, log: ImportLog | None = None) -> dict[str, Any]:
    """Import the good rows and keep the report with the draft. Pressed twice, the button imports once.

    An import that was interrupted (claimed, and without a report) is taken up again: what went in is left as it is,
    and what was said of it stands.
    """
    claimed = ImportDraft.objects.filter(pk=draft.pk, imported_at__isnull=True).update(imported_at=now)
    if not claimed:
        draft.refresh_from_db(fields=["report", "imported_at"])
        if draft.report:
            return draft.report
    report = _run(draft, dry_run=False, by=by, now=now, log=log or DraftLog(draft, lambda: now))
    draft.imported_at = now
    draft.report = {
        **report.as_json(),
        "rows": [[getattr(row, name) for name in ROW] for row in report.rows],
    }
    with transaction.atomic():
        draft.save(update_fields=["imported_at", "report"])
        ImportBatch.objects.filter(draft=draft).update(said={})  # the report of the file says it
    return draft.report


def order_import(draft: ImportDraft, *, by: str, now: datetime) -> None:
    """The last button: a small file is imported at once, the worker takes a large one within seconds."""
    if draft.is_small:
        import_draft(draft, by=by, now=now)
    else:
        still = ImportDraft.objects.filter(pk=draft.pk, work="", refusal="", imported_at__isnull=True)
        still.update(work=ImportWork.IMPORT, rows_done=0)


def order_undoing(draft: ImportDraft, *, by: str, now: datetime) -> None:
    """The same for « Annuler l’import »."""
    if draft.is_small:
        undo_import(draft, by=by, now=now)
    else:
        done = ImportDraft.objects.filter(pk=draft.pk, work="", undone_at__isnull=True, imported_at__isnull=False)
        done.update(work=ImportWork.UNDO, rows_done=0)


def work_on_files(*, clock: Clock, seconds: float) -> int:
    """Do what waits for the worker, for `seconds` at most; how many files were finished.

    A file is held by a lease that each batch prolongs: another worker leaves it alone, and takes it once a worker that
    was killed has let its lease end.
    """
    finished, end = 0, monotonic() + seconds
    for pk in ImportDraft.objects.waiting(clock()).order_by("pk").values_list("pk", flat=True):
        now = clock()
        if monotonic() < end and ImportDraft.objects.waiting(now).filter(pk=pk).update(lease_until=now + LEASE):
            finished += _worked_on(ImportDraft.objects.get(pk=pk), clock, end)
    return finished


def _worked_on(draft: ImportDraft, clock: Clock, end: float) -> bool:
    log, by, now = DraftLog(draft, clock, end), f"user/{draft.owner_id}", clock()
    verbs: dict[str, Callable[[], object]] = {
        ImportWork.CHECK: partial(_check, draft, log, now),
        ImportWork.IMPORT: partial(import_draft, draft, by=by, now=now, log=log),
        ImportWork.UNDO: partial(undo_import, draft, by=by, now=now, advanced=log.advanced),
    }
    try:
        verbs[draft.work]()
    except TimeIsUp:
        ImportDraft.objects.filter(pk=draft.pk).update(lease_until=None)
        return False
    ImportDraft.objects.filter(pk=draft.pk, work=draft.work).update(**NOTHING_LEFT)
    return True


def _check(draft: ImportDraft, log: ImportLog, now: datetime) -> None:
    """The preview of a large file, or why it cannot be read."""
    try:
        report = _run(draft, dry_run=True, by="", now=now, log=log)
    except TableRefused as refusal:
        ImportDraft.objects.filter(pk=draft.pk).update(refusal=refusal.sentence)
    else:
        ImportDraft.objects.filter(pk=draft.pk).update(preview=report.frozen())


def _run(draft: ImportDraft, *, dry_run: bool, by: str, now: datetime, log: ImportLog | None = None) -> ImportReport:
    return import_enrolments(
        bytes(draft.content),
        draft.filename,
        options=ImportOptions(
            dry_run=dry_run,
            create_sessions=draft.create_sessions,
            corrections={int(line): texts for line, texts in draft.corrections.items()},
        ),
        by=by,
        now=now,
        **({"log": log} if log else {}),
    )
