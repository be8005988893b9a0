"""Each piece of an export with its file: the exact bytes of what was issued or sent, or a sheet that says the fact."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple

from django.template.loader import render_to_string

from lms_onboarding.common import french
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import TamperedFile, read_kept
from lms_onboarding.mailing.models import OutgoingMail
from qualiopi.evidence.models import Deposit
from qualiopi.indicators.collectors import contents
from qualiopi.indicators.kinds import Kind, kinds
from qualiopi.indicators.pieces import Piece

from .labels import told

BATCH = 200  # pieces whose sources are read together: a mail may weigh fifty kilobytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece and its file. `content` is None when the file cannot be given: it is listed, and `status` says why.
    `sha256` is that of the file, when it has just been checked; `sent_sha256` that of the message as it left, keys
    included, when the piece is its body."""

    piece: Piece
    kind: Kind
    extension: str
    content: bytes | None
    status: str
    number: str = ""
    sha256: str = ""
    sent_sha256: str = ""


class _Kept(NamedTuple):
    """A file that was kept, by its hash; `number` is what it is called in the index."""

    filename: str
    number: str
    sha256: str


class _Mail(NamedTuple):
    """What left, without the values that filled it."""

    message_id: str
    html: str
    sent_sha256: str


def entries(pieces: Sequence[Piece], names: Mapping[int, str]) -> Iterator[Entry]:
    """Pieces in their order with their files, read by batches. `names` gives the learner of each enrolment."""
    waiting = iter(pieces)
    while batch := list(islice(waiting, BATCH)):
        papers = _papers(batch)
        mails = _mails(batch)
        sources = contents([one.key for one in batch if not one.document and not one.mail])
        files = _files(batch)
        for piece in batch:
            if file := files.get(piece.deposit or 0):
                yield _kept(piece, file)
            elif piece.document is not None:
                yield _kept(piece, papers[piece.document])
            elif piece.mail is not None:
                yield _sent(piece, mails[piece.mail])
            else:
                yield _told(piece, sources.get(piece.key), names)


def _papers(batch: Sequence[Piece]) -> dict[int, _Kept]:
    wanted = [one.document for one in batch if one.document]
    rows = IssuedDocument.objects.filter(pk__in=wanted) if wanted else IssuedDocument.objects.none()
    return {pk: _Kept(*told) for pk, *told in rows.values_list("pk", "filename", "number", "blob_id")}


def _files(batch: Sequence[Piece]) -> dict[int, _Kept]:
    """Deposited files; a link has none, its sheet gives its address."""
    wanted = [one.deposit for one in batch if one.deposit]
    rows = Deposit.objects.filter(pk__in=wanted, blob__isnull=False) if wanted else Deposit.objects.none()
    return {pk: _Kept(*told) for pk, *told in rows.values_list("pk", "filename", "title", "blob_id")}


def _mails(batch: Sequence[Piece]) -> dict[int, _Mail]:
    wanted = [one.mail for one in batch if one.mail and not one.document]
    rows = OutgoingMail.objects.filter(pk__in=wanted) if wanted else OutgoingMail.objects.none()
    found = {pk: _Mail(*told) for pk, *told in rows.values_list("pk", "message_id", "html", "sent_sha256")}
    if bare := [pk for pk, mail in found.items() if not mail.html]:
        for mail in OutgoingMail.objects.filter(pk__in=bare).only("subject", "text"):
            page = render_to_string("lmso_qualiopi/export/mail.html", {"mail": mail})
            found[mail.pk] = found[mail.pk]._replace(html=page)
    return found


def _kept(piece: Piece, file: _Kept) -> Entry:
    kind, extension = kinds()[piece.kind], file.filename.rsplit(".", 1)[-1].lower()
    try:
        return Entry(piece, kind, extension, read_kept(file.sha256), _status(piece), file.number, file.sha256)
    except TamperedFile:
        return Entry(piece, kind, extension, None, "fichier absent ou modifié", file.number)


def _sent(piece: Piece, mail: _Mail) -> Entry:
    """The body as it is archived: what opened a door was never in it (« ⟦link:12⟧ »)."""
    entry = Entry(piece, kinds()[piece.kind], "html", mail.html.encode(), _status(piece), mail.message_id)
    return replace(entry, sent_sha256=mail.sent_sha256)


def _told(piece: Piece, content: bytes | None, names: Mapping[int, str]) -> Entry:
    kind = kinds()[piece.kind]
    if content is None:
        return Entry(piece, kind, "html", None, "source disparue")
    return Entry(piece, kind, "html", _sheet(piece, kind, content, names).encode(), _status(piece))


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
