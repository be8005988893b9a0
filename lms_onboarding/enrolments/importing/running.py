"""An enrolment file from end to end: read, understand, decide, write, report."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Final

from django.db import transaction

from lms_onboarding.common.tabular import Sheet, read_sheet
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session

from .catalogue import KnownSession, load_catalogue
from .columns import Columns, find_columns, missing_columns
from .ledger import Ledger
from .log import ImportLog, NoLog
from .made import Made
from .matching import SessionMatcher, SessionRefused
from .planning import Planner
from .report import ImportReport, Outcome, Problem, RowResult
from .rows import Entry, Reading, RowReader
from .writing import Signature, create_planned, write

BATCH: Final = 1_000
NO_LOG: Final = NoLog()


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """`corrections` are texts typed over the file: {line: {field: text}}, fields being those of `columns.ALIASES`."""

    dry_run: bool = False
    create_sessions: bool = False
    invited: bool = False
    corrections: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


def import_enrolments(
    content: bytes,
    filename: str,
    *,
    options: ImportOptions = ImportOptions(),
    by: str,
    now: datetime,
    log: ImportLog = NO_LOG,
) -> ImportReport:
    """Import the good rows of a file and report on every row. Raises TableRefused when it cannot be read at all.

    Additive: nothing known is erased or replaced. Each batch of a thousand rows is written whole or not at all, so the
    same file again finishes what an interruption left. A dry run decides the same things and writes none. `log` is
    told of each batch, and says which are already written.
    """
    sheet = read_sheet(content, filename)
    log.opened(len(sheet.rows))
    columns = find_columns(sheet)
    report = _opened(sheet, columns)
    if report.errors:
        report.rows = [RowResult(row.line, Outcome.REJECTED, "") for row in sheet.rows]
        return report
    source = f"import {PurePath(filename).name}"[:120]
    signature = Signature(by=by, now=now, source=source, invited=options.invited)
    run = _Run(
        report,
        SessionMatcher(load_catalogue(now=now), columns, create=options.create_sessions),
        columns,
        signature,
        writes=not options.dry_run,
        log=log,
    )
    run.ledger.load_organisations()
    reader = RowReader(columns, options.corrections)
    for number, start in enumerate(range(0, len(sheet.rows), BATCH)):
        run.batch(number, [reader.read(row) for row in sheet.rows[start : start + BATCH]])
    report.errors.sort(key=_by_line)
    report.warnings.sort(key=_by_line)
    return report


def _opened(sheet: Sheet, columns: Columns) -> ImportReport:
    return ImportReport(
        read=len(sheet.rows),
        errors=missing_columns(columns),
        warnings=[
            Problem(1, doubled.left, "", doubled.sentence, doubled.field) for doubled in columns.matched.doubled
        ],
        unknown_columns=columns.matched.unknown,
        ignored_columns=columns.matched.ignored,
        columns=columns.names,
        encoding=sheet.encoding,
        separator=sheet.separator,
    )


def _by_line(problem: Problem) -> int:
    return problem.line or 0


@dataclass(slots=True)
class _Run:
    report: ImportReport
    matcher: SessionMatcher
    columns: Columns
    signature: Signature
    writes: bool
    log: ImportLog
    ledger: Ledger = field(default_factory=Ledger)

    def batch(self, number: int, readings: Sequence[Reading]) -> None:
        """Decide and write these rows, all or none. Those that an earlier run wrote teach the ledger what they
        brought, and what was said of them stands: a person created then is not « already known » now."""
        with transaction.atomic() if self.writes else nullcontext():
            part = self._written(number)
            if part is None:
                part = ImportReport()
                made = self._decide(readings, part, writes=self.writes)
                if self.writes:
                    self.log.wrote(number, part, made)
            else:
                self._decide(readings, ImportReport(), writes=False)
        self.report.add(part)
        self.log.advanced(len(self.report.rows))

    def _written(self, number: int) -> ImportReport | None:
        """What was said of a batch that is written already, once it is this import's turn to write."""
        if not self.writes:
            return None
        # One import writes at a time: two files may bring the same new people to different sessions.
        ProviderSettings.objects.select_for_update().order_by("pk").first()
        return self.log.found(number)

    def _decide(self, readings: Sequence[Reading], part: ImportReport, *, writes: bool) -> Made:
        for reading in readings:
            part.warnings += reading.warnings
            part.errors += reading.errors
        meant = list(self._meant(readings, part))
        made = Made()
        locked = self._locked({session for _entry, session in meant}, made) if writes else {}
        known = {session.pk: session for _entry, session in meant if session.pk is not None}
        self.ledger.load([entry for entry, _session in meant], known)
        planner = Planner(self.ledger, self.columns, self.signature.invited)
        results = {
            entry.line: result for entry, session in meant if (result := self._decided(planner, entry, session, part))
        }
        part.rows += [
            results.get(reading.line) or RowResult(reading.line, Outcome.REJECTED, reading.name)
            for reading in readings
        ]
        part.warnings += planner.warnings
        part.people_created = planner.changes.new_people
        if writes and planner.changes:
            write(planner.changes, locked, self.signature, made)
            part.people_created = len(made.people)
        return made

    def _meant(self, readings: Sequence[Reading], part: ImportReport) -> Iterator[tuple[Entry, KnownSession]]:
        for reading in readings:
            if reading.entry is not None:
                try:
                    yield reading.entry, self.matcher.find(reading.entry)
                except SessionRefused as refusal:
                    part.errors.append(refusal.problem)
            elif reading.sought is not None and (doubt := self.matcher.doubt(reading.sought)):
                part.errors.append(doubt)  # both mistakes at once: the row is mended in one go

    def _locked(self, sessions: set[KnownSession], made: Made) -> dict[int, Session]:
        """The rows of these sessions, held until the batch is written: nobody cancels one, or fills it, meanwhile."""
        rows = {
            row.pk: row
            for row in Session.objects.select_for_update()
            .filter(pk__in=[session.pk for session in sessions if session.pk is not None])
            .order_by("pk")
        }
        for session in sessions:
            if session.pk is None:
                row = create_planned(session, made, by=self.signature.by, now=self.signature.now)
                rows[row.pk] = row
            row = rows[session.pk or 0]
            session.cancelled, session.released = row.cancelled_at is not None, row.released_at is not None
        return rows

    def _decided(self, planner: Planner, entry: Entry, session: KnownSession, part: ImportReport) -> RowResult | None:
        try:
            warnings = self.matcher.judge(entry, session)
        except SessionRefused as refusal:
            part.errors.append(refusal.problem)
            return None
        part.warnings += warnings
        return planner.decide(entry, session)
