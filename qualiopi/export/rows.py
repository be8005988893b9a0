"""One row a piece, and the tables of the export: the index, the matrix, the gaps, the journal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from lms_onboarding.common import french
from lms_onboarding.common.tabular import Cell
from lms_onboarding.journal.models import Entry as JournalEntry
from qualiopi.coverage.cells import Cell as MatrixCell
from qualiopi.coverage.gaps import Gap
from qualiopi.coverage.matrix import Matrix
from qualiopi.coverage.states import WORDS
from qualiopi.indicators.kinds import Kind, Strength
from qualiopi.referential import Grid

INDEX = (
    *("evidence_id", "rnq_version", "criterion", "indicator", "strength", "scope", "session_ref", "learner_ref"),
    *("kind", "title", "occurred_at", "produced_at", "period_start", "period_end", "author_role", "signed_at"),
    *(
        "source_model",
        "source_id",
        "number",
        "sha256",
        "sent_sha256",
        "path",
        "status",
        "human_review_by",
        "human_review_at",
    ),
)
SIGNED = frozenset({"needs_synthesis", "attendance", "bilan", "attestation"})
"""Kinds that somebody signs: their fact is the signature, by the role of their author."""


class Row(NamedTuple):
    """A piece as the index shows it. `path` is empty when its file could not be given; `sent_sha256` is that of a
    message as it left, keys included, where `sha256` is that of its archived body."""

    id: str
    kind: Kind
    session: str
    session_pk: int
    learner: str
    title: str
    occurred_at: datetime
    produced_at: datetime
    author: str
    source: str
    number: str
    sha256: str
    sent_sha256: str
    path: str
    status: str
    note: str
    reviewed_by: str = ""
    reviewed_at: datetime | None = None


def index_rows(rows: Iterable[Row], grid: Grid, periods: Mapping[int, tuple[str, str]]) -> Iterable[Sequence[Cell]]:
    """One line for each piece and each indicator that it proves in this version; `periods` are the first and last days
    of sessions, in ISO."""
    for row in rows:
        source, _slash, number_of = row.source.partition("/")
        first, last = periods.get(row.session_pk, ("", ""))
        occurred, produced = iso(row.occurred_at), iso(row.produced_at)
        told = (
            *(row.session, row.learner, row.kind.id, row.title, occurred, produced),
            *(first, last, row.author, occurred if row.kind.id in SIGNED else ""),
            *(source, number_of, row.number, row.sha256, row.sent_sha256, row.path, row.status),
            *(row.reviewed_by, iso(row.reviewed_at) if row.reviewed_at else ""),
        )
        for number in row.kind.proves:
            if (indicator := grid.indicators.get(number)) is None:
                continue
            strength = strength_of(row.kind, number)
            yield (row.id, grid.id, str(indicator.criterion), str(number), strength, row.kind.per, *told)


def strength_of(kind: Kind, indicator: int) -> str:
    found = kind.strength_for(indicator)
    return str(found or Strength.SECONDARY)


def matrix_rows(matrix: Matrix, indicators: Sequence[int]) -> Iterable[Sequence[Cell]]:
    """One line a session: « présente 3/3 », « à venir », « non applicable : motif »."""
    for session, cells in matrix.cells.items():
        group = matrix.frame.groups[session]
        yield (group.code, group.title, *(_cell_words(cells[number]) for number in indicators))


def _cell_words(cell: MatrixCell) -> str:
    state, count, reason = cell.state, cell.count, cell.reason
    if reason:
        return f"{WORDS[state]} : {reason}"
    counted = f" {count.held}/{count.due}" if count.due else ""
    excluded = f", {count.excluded} parti(s) avant le jalon" if count.excluded else ""
    return f"{WORDS[state]}{counted}{excluded}"


def gap_rows(gaps: Iterable[Gap], learners: Mapping[int, str]) -> Iterable[Sequence[Cell]]:
    for gap in gaps:
        who = ", ".join(learners[unit.enrolment] for unit in gap.units if unit.enrolment)
        numbers = ", ".join(str(number) for number in gap.indicators)
        due = french.day_digits(french.local(gap.due).date())
        yield (
            *(gap.title, len(gap.units), gap.session_code, who, numbers, gap.severity, gap.owner, due),
            ", ".join(gap.flaws),
        )


def journal_rows(entries: Iterable[JournalEntry], subjects: Mapping[str, str]) -> Iterable[Sequence[Cell]]:
    """Facts of the sessions and enrolments of the sample; people under their pseudonym, accounts under their role."""
    for one in entries:
        actor = subjects.get(one.actor, one.actor.split("/", maxsplit=1)[0])
        yield (iso(one.occurred_at), iso(one.recorded_at), actor, one.verb, subjects[one.subject])


def iso(moment: datetime) -> str:
    """Paris time with its offset, to the second."""
    return french.local(moment).isoformat(timespec="seconds")
