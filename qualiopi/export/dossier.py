"""Writes the export: reads once, then each file in the order of its name, then the index, the sums, the signature."""

import gc
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from django.template.loader import render_to_string

from lms_onboarding.common import french
from lms_onboarding.common.tabular import csv_chunks
from lms_onboarding.documents.services import sign_detached
from lms_onboarding.journal.models import Entry as JournalEntry
from lms_onboarding.people.models import ProviderSettings
from qualiopi.coverage.models import PieceReview
from qualiopi.indicators.kinds import kinds
from qualiopi.indicators.pieces import Piece

from . import presenting, rows
from .context import Context, context_of
from .entries import Entry, entries
from .models import Step
from .naming import ascii_name, file_name
from .rows import Row
from .selecting import Wanted
from .zipping import Archive, archive_at

STYLE, MANIFEST, SUMS, SIGNATURE = "00_style.css", "MANIFEST.json", "SHA256SUMS", "SIGNATURE.p7s"
UNSIGNED: Final = (SUMS, SIGNATURE)
JOURNAL = ("occurred_at", "recorded_at", "actor", "verb", "subject")
GAPS = ("attendu", "nombre", "session", "apprenants", "indicateurs", "gravité", "responsable", "échéance", "remarques")
EVERY: Final = 50  # pieces between two words on how far it is
Progress = Callable[[Step, int, int], None]


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
    """Write the ZIP at `path`. Same database, same order, same bytes, the signature included.

    `author` is the role under which it was asked. `progress` is told each step, pieces done and to do; when it raises
    `Paused`, what is written is kept beside `path`, and the same call goes on from there.
    Raises NothingToExport, NoGridAt, SealUnusable.
    """
    tell: Progress = progress or (lambda _step, _done, _of: None)
    with _left_alone():
        context = context_of(wanted, organisation, author)
        pieces = sorted(_exported(context), key=_order(context))
    with _left_alone():
        return _written(path, context, pieces, tell)


@contextmanager
def _left_alone() -> Iterator[None]:
    """What was read lives to the end: a hundred thousand objects that the garbage collector would walk over again and
    again, a twentieth of the whole work."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _written(path: Path, context: Context, pieces: list[Piece], tell: Progress) -> Summary:
    tell(Step.SAMPLE, 0, len(pieces))
    reviews = _reviews(context)
    with archive_at(path, of=_content_of(context, pieces)) as archive:
        if STYLE not in archive.sums:
            archive.add(STYLE, render_to_string("lmso_qualiopi/export/style.css").encode())
        written = _copied(archive, pieces, context, reviews, tell)
        tell(Step.INDEX, len(pieces), len(pieces))
        for session, draw in presenting.chronologies(context, written):
            name = f"{_folder(context, session)}/00_chronologie.pdf"
            if name not in archive.sums:
                archive.add(name, draw())
                tell(Step.INDEX, len(pieces), len(pieces))
        for name, parts in _tables(context, written):
            archive.stream(name, parts)
        archive.add(MANIFEST, _manifest(context, archive, len(written)))
        sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(archive.sums.items())).encode()
        archive.add(SUMS, sums)
        archive.add(SIGNATURE, sign_detached(sums, at=context.wanted.as_of))
    unreadable = sum(not row.path for row in written)
    return Summary(
        pieces=len(written), gaps=len(context.gaps), sessions=len(context.matrix.cells), unreadable=unreadable
    )


def _copied(
    archive: Archive,
    pieces: list[Piece],
    context: Context,
    reviews: Mapping[tuple[str, str], PieceReview],
    tell: Progress,
) -> list[Row]:
    """Each piece with its file, those of a continued archive from its notes. A piece of several sessions, such as the
    cross-table of their course, is one file, that of the first."""
    written = [_row(piece, context, reviews, Kept(*told)) for piece, told in zip(pieces, archive.told, strict=False)]
    known = {_same(piece): Kept(*told) for piece, told in zip(pieces, archive.told, strict=False)}
    for entry in entries(pieces[len(written) :], context.learners):
        if len(written) % EVERY == 0:
            tell(Step.COPY, len(written), len(pieces))
        kept = known.get(_same(entry.piece)) or _add(archive, entry, context)
        known[_same(entry.piece)] = kept
        archive.told.append(kept)
        written.append(_row(entry.piece, context, reviews, kept))
    return written


def _same(piece: Piece) -> tuple[str, str, int | None]:
    """What two pieces share when they are one, held by several sessions."""
    return piece.kind, piece.key, piece.enrolment


def _content_of(context: Context, pieces: list[Piece]) -> str:
    """A name for what is written: two calls that share it write the same bytes."""
    told = [context.wanted.as_json(), context.author, [(piece.kind, piece.key, piece.note) for piece in pieces]]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


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


class Kept(NamedTuple):
    """What became of the file of one piece."""

    path: str
    sha256: str
    status: str
    number: str
    sent_sha256: str = ""


def _add(archive: Archive, entry: Entry, context: Context) -> Kept:
    piece, learner = entry.piece, context.learners.get(entry.piece.enrolment or 0, "")
    if entry.content is None:
        return Kept("", "", entry.status, entry.number)
    name = file_name(
        indicator=next(number for number in entry.kind.proves if number in context.grid.indicators),
        day=french.local(piece.occurred_at).date().isoformat(),
        kind=piece.kind,
        who=learner,
        source=piece.key.replace("/", "-"),
        extension=entry.extension,
    )
    path = f"{_folder(context, piece.session)}/{learner or 'session'}/{name}"
    return Kept(path, archive.add(path, entry.content, entry.sha256), entry.status, entry.number, entry.sent_sha256)


def _row(piece: Piece, context: Context, reviews: Mapping[tuple[str, str], PieceReview], kept: Kept) -> Row:
    review, kind = reviews.get((piece.key, piece.kind)), kinds()[piece.kind]
    return Row(
        id=f"{piece.kind}:{piece.key}",
        kind=kind,
        session=context.matrix.frame.groups[piece.session].code if piece.session else "",
        session_pk=piece.session or 0,
        learner=context.learners.get(piece.enrolment or 0, ""),
        title=kind.title,
        occurred_at=piece.occurred_at,
        produced_at=piece.produced_at,
        author=str(piece.author),
        source=piece.key,
        number=kept.number,
        sha256=kept.sha256,
        sent_sha256=kept.sent_sha256,
        path=kept.path,
        status=kept.status,
        note=piece.note,
        reviewed_by=review.reviewer_name if review else "",
        reviewed_at=review.reviewed_at if review else None,
    )


def _tables(context: Context, written: list[Row]) -> Iterator[tuple[str, Iterable[bytes]]]:
    numbers = list(context.grid.indicators)
    titles = [f"{number}. {context.grid.indicators[number].title}" for number in numbers]
    yield "00_INDEX.csv", csv_chunks(rows.INDEX, rows.index_rows(written, context.grid, _periods(context)))
    yield "00_INDEX.html", presenting.index(context, written)
    yield "00_LISEZMOI.pdf", [presenting.readme(context, written)]
    yield "JOURNAL.csv", csv_chunks(JOURNAL, rows.journal_rows(*_journal(context)))
    yield "LACUNES.csv", csv_chunks(GAPS, rows.gap_rows(context.gaps, context.learners))
    yield "MATRICE.csv", csv_chunks(("session", "formation", *titles), rows.matrix_rows(context.matrix, numbers))
    if context.wanted.nominative:
        yield "CORRESPONDANCE.csv", csv_chunks(("pseudonyme", "nom"), presenting.correspondence(context))


def _periods(context: Context) -> dict[int, tuple[str, str]]:
    return {
        pk: (rows.iso(group.starts_at)[:10], rows.iso(group.ends_at)[:10])
        for pk, group in context.matrix.frame.groups.items()
        if group.starts_at and group.ends_at
    }


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
