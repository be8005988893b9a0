"""Writes the export: reads once, then each file in the order of its name, then the index, the sums, the signature."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.template.loader import render_to_string

from lms_onboarding.common import french
from lms_onboarding.common.tabular import write_csv
from lms_onboarding.documents.services import sign_detached
from lms_onboarding.journal.models import Entry as JournalEntry
from lms_onboarding.people.models import ProviderSettings
from qualiopi.coverage.models import PieceReview
from qualiopi.indicators.kinds import kinds
from qualiopi.indicators.pieces import Piece

from . import presenting, rows
from .context import Context, context_of
from .entries import Entry, entries
from .naming import ascii_name, file_name
from .rows import Row
from .selecting import Wanted
from .zipping import Archive, archive_at

MANIFEST, SUMS, SIGNATURE = "MANIFEST.json", "SHA256SUMS", "SIGNATURE.p7s"
UNSIGNED: Final = (SUMS, SIGNATURE)
JOURNAL = ("occurred_at", "recorded_at", "actor", "verb", "subject")
GAPS = ("attendu", "nombre", "session", "apprenants", "indicateurs", "gravité", "responsable", "échéance", "remarques")
Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What was written: pieces, gaps, sessions, and pieces whose file could not be given."""

    pieces: int
    gaps: int
    sessions: int
    unreadable: int


def write_export(
    wanted: Wanted, organisation: ProviderSettings, path: Path, *, author: str, progress: Progress | None = None
) -> Summary:
    """Write the ZIP at `path`. Same database, same order, same bytes, the signature apart.

    `author` is the role under which it was asked. Raises NothingToExport, NoGridAt, SealUnusable.
    """
    context = context_of(wanted, organisation, author)
    pieces = sorted(_exported(context), key=_order(context))
    reviews = _reviews(context)
    written: list[Row] = []
    with archive_at(path) as archive:
        archive.add("00_style.css", render_to_string("lmso_qualiopi/export/style.css").encode())
        for rank, entry in enumerate(entries(pieces, context.learners), start=1):
            written.append(_add(archive, entry, context, reviews))
            if progress is not None and rank % 50 == 0:
                progress(rank, len(pieces))
        for session, content in presenting.chronologies(context, written):
            archive.add(f"{_folder(context, session)}/00_chronologie.pdf", content)
        for name, content in _tables(context, written):
            archive.add(name, content)
        archive.add(MANIFEST, _manifest(context, archive, len(written)))
        sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(archive.sums.items())).encode()
        archive.add(SUMS, sums)
        archive.add(SIGNATURE, sign_detached(sums, at=wanted.as_of))
    unreadable = sum(not row.path for row in written)
    return Summary(
        pieces=len(written), gaps=len(context.gaps), sessions=len(context.matrix.cells), unreadable=unreadable
    )


def _exported(context: Context) -> Iterator[Piece]:
    """Pieces of this version's indicators, of the sessions and of the house; a kind that proves none stays out."""
    for piece in (*context.matrix.pieces, *context.house.pieces):
        if any(number in context.grid.indicators for number in kinds()[piece.kind].proves):
            yield piece


def _order(context: Context) -> Callable[[Piece], tuple[object, ...]]:
    ranks = {session: rank for rank, session in enumerate(context.matrix.frame.groups)}
    return lambda piece: (
        ranks.get(piece.session or 0, -1),
        context.learners.get(piece.enrolment or 0, ""),
        piece.occurred_at,
        piece.kind,
        piece.key,
    )


def _folder(context: Context, session: int | None) -> str:
    code = context.matrix.frame.groups[session].code if session else ""
    return f"ECHANTILLON/{ascii_name(code)}" if code else "ORGANISME"


def _add(archive: Archive, entry: Entry, context: Context, reviews: Mapping[tuple[str, str], PieceReview]) -> Row:
    piece, learner = entry.piece, context.learners.get(entry.piece.enrolment or 0, "")
    day = f"{french.local(piece.occurred_at):%Y-%m-%d}"
    name = file_name(
        indicator=next(number for number in entry.kind.proves if number in context.grid.indicators),
        day=day,
        kind=piece.kind,
        who=learner,
        source=piece.key.replace("/", "-"),
        extension=entry.extension,
    )
    path = f"{_folder(context, piece.session)}/{learner or 'session'}/{name}"
    digest = archive.add(path, entry.content) if entry.content is not None else ""
    review = reviews.get((piece.key, piece.kind))
    return Row(
        id=f"{piece.kind}:{piece.key}",
        kind=entry.kind,
        session=context.matrix.frame.groups[piece.session].code if piece.session else "",
        session_pk=piece.session or 0,
        learner=learner,
        title=entry.kind.title,
        occurred_at=piece.occurred_at,
        produced_at=piece.produced_at,
        author=str(piece.author),
        source=piece.key,
        number=entry.number,
        sha256=digest,
        path=path if digest else "",
        status=entry.status,
        note=piece.note,
        reviewed_by=review.reviewer_name if review else "",
        reviewed_at=review.reviewed_at if review else None,
    )


def _tables(context: Context, written: list[Row]) -> Iterator[tuple[str, bytes]]:
    numbers = list(context.grid.indicators)
    titles = [f"{number}. {context.grid.indicators[number].title}" for number in numbers]
    yield "00_INDEX.csv", write_csv(rows.INDEX, rows.index_rows(written, context.grid))
    yield "00_INDEX.html", presenting.index(context, written)
    yield "00_LISEZMOI.pdf", presenting.readme(context, written)
    yield "JOURNAL.csv", write_csv(JOURNAL, rows.journal_rows(*_journal(context)))
    yield "LACUNES.csv", write_csv(GAPS, rows.gap_rows(context.gaps, context.learners))
    yield "MATRICE.csv", write_csv(("session", "formation", *titles), rows.matrix_rows(context.matrix, numbers))
    if context.wanted.nominative:
        yield "CORRESPONDANCE.csv", write_csv(("pseudonyme", "nom"), presenting.correspondence(context))


def _journal(context: Context) -> tuple[Iterator[JournalEntry], Mapping[str, str]]:
    groups = context.matrix.frame.groups
    subjects = {f"session/{pk}": group.code for pk, group in groups.items()}
    subjects |= {f"enrolment/{pk}": name for pk, name in context.learners.items()}
    actors = {f"person/{one.person}": context.learners[one.pk] for group in groups.values() for one in group.learners}
    found = JournalEntry.objects.filter(subject__in=list(subjects), recorded_at__lte=context.wanted.as_of)
    return found.order_by("occurred_at", "pk").iterator(chunk_size=2000), subjects | actors


def _reviews(context: Context) -> dict[tuple[str, str], PieceReview]:
    sessions = context.matrix.frame.sessions.order_by().values("pk")
    found = PieceReview.objects.filter(session__in=sessions).standing_at(context.wanted.as_of)
    return {(one.piece, one.kind): one for one in found}


def _manifest(context: Context, archive: Archive, pieces: int) -> bytes:
    told = {
        "format": "lms-onboarding/evidence/1",
        "as_of": context.wanted.as_of.isoformat(),
        "referential": context.grid.id,
        "wanted": context.wanted.as_json(),
        "sessions": [group.code for group in context.matrix.frame.groups.values()],
        "pieces": pieces,
        "gaps": len(context.gaps),
        "files": dict(sorted(archive.sums.items())),
    }
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()
