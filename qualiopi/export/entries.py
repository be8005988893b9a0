"""Each piece of an export with its file: the exact bytes of what was issued or sent, or a sheet that says the fact."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.template.loader import render_to_string

from lms_onboarding.common import french
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import TamperedFile, read
from lms_onboarding.mailing.models import OutgoingMail
from qualiopi.evidence.models import Deposit
from qualiopi.indicators.collectors import contents
from qualiopi.indicators.kinds import Kind, kinds
from qualiopi.indicators.pieces import Piece

from .labels import told

BATCH = 100  # pieces whose sources are read together: a mail may weigh fifty kilobytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece and its file. `content` is None when the file cannot be given: it is listed, and `status` says why."""

    piece: Piece
    kind: Kind
    extension: str
    content: bytes | None
    status: str
    number: str = ""


def entries(pieces: Sequence[Piece], names: Mapping[int, str]) -> Iterator[Entry]:
    """Pieces in their order with their files, read by batches. `names` gives the learner of each enrolment."""
    waiting = iter(pieces)
    while batch := list(islice(waiting, BATCH)):
        papers = _papers(batch)
        mails = _mails(batch)
        sources = contents([one.key for one in batch if not one.document and not one.mail])
        files = _files(batch)
        for piece in batch:
            file = files.get(piece.deposit or 0)
            yield _deposited(piece, file) if file else _entry(piece, papers, mails, sources, names)


def _papers(batch: Sequence[Piece]) -> dict[int, IssuedDocument]:
    wanted = [one.document for one in batch if one.document]
    return IssuedDocument.objects.select_related("blob").in_bulk(wanted)


def _mails(batch: Sequence[Piece]) -> dict[int, OutgoingMail]:
    """Without the values that filled them: only what left is shown."""
    wanted = [one.mail for one in batch if one.mail and not one.document]
    return OutgoingMail.objects.defer("variables").in_bulk(wanted) if wanted else {}


def _files(batch: Sequence[Piece]) -> dict[int, Deposit]:
    """Deposited files; a link has none, its sheet gives its address."""
    wanted = [one.deposit for one in batch if one.deposit]
    rows = Deposit.objects.filter(blob__isnull=False).select_related("blob")
    return rows.in_bulk(wanted) if wanted else {}


def _deposited(piece: Piece, file: Deposit) -> Entry:
    kind, extension = kinds()[piece.kind], file.filename.rsplit(".", 1)[-1]
    try:
        return Entry(piece, kind, extension, read(file.blob) if file.blob else None, _status(piece), file.title)
    except TamperedFile:
        return Entry(piece, kind, extension, None, "fichier absent ou modifié", file.title)


def _entry(
    piece: Piece,
    papers: Mapping[int, IssuedDocument],
    mails: Mapping[int, OutgoingMail],
    sources: Mapping[str, bytes],
    names: Mapping[int, str],
) -> Entry:
    kind = kinds()[piece.kind]
    if piece.document is not None:
        return _paper(piece, kind, papers[piece.document])
    if piece.mail is not None:
        mail = mails[piece.mail]
        return Entry(piece, kind, "html", _archived(mail).encode(), _status(piece), mail.message_id)
    content = sources.get(piece.key)
    if content is None:
        return Entry(piece, kind, "html", None, "source disparue")
    return Entry(piece, kind, "html", _sheet(piece, kind, content, names).encode(), _status(piece))


def _paper(piece: Piece, kind: Kind, paper: IssuedDocument) -> Entry:
    extension = paper.filename.rsplit(".", 1)[-1].lower()
    try:
        return Entry(piece, kind, extension, read(paper.blob), _status(piece), paper.number)
    except TamperedFile:
        return Entry(piece, kind, extension, None, "fichier absent ou modifié", paper.number)


def _archived(mail: OutgoingMail) -> str:
    """The body as it is archived: what opened a door was never in it (« ⟦link:12⟧ »)."""
    return mail.html or render_to_string("lmso_qualiopi/export/mail.html", {"mail": mail})


def _sheet(piece: Piece, kind: Kind, content: bytes, names: Mapping[int, str]) -> str:
    values: dict[str, Any] = {
        "piece": piece,
        "kind": kind,
        "learner": names.get(piece.enrolment, "") if piece.enrolment else "",
        "told": told(content),
        "occurred_words": french.day_and_hour(french.local(piece.occurred_at)),
        "produced_words": french.day_and_hour(french.local(piece.produced_at)),
    }
    return render_to_string("lmso_qualiopi/export/sheet.html", values)


def _status(piece: Piece) -> str:
    return piece.note if not piece.complete else ("présente" if not piece.note else f"présente, {piece.note}")
