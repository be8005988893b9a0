"""The exact bytes of what was issued, and the fact that somebody took them."""

from collections.abc import Iterator
from datetime import datetime
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import TamperedFile, read
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.offboarding.models import Paper
from lms_onboarding.sessions.models import Session


def note_fetched(document: IssuedDocument, *, by: str, now: datetime) -> None:
    """The first download counts, in the journal too."""
    with transaction.atomic():
        if not Paper.objects.filter(document=document, fetched_at__isnull=True).update(fetched_at=now):
            return
        codes: dict[str, str | int | bool | None] = {"document": document.pk, "kind": document.kind}
        record(Fact("document.fetched", document.about, occurred_at=now, actor=by, codes=codes), now=now)


def write_archive(into: IO[bytes], session: Session) -> None:
    """Every document that stands for a session, in one file, one after the other: never all of them in memory. The
    same documents give the same bytes; one whose file is gone or altered is named in a note instead."""
    lost: list[str] = []
    with ZipFile(into, "w", ZIP_STORED) as archive:
        for document in _documents(session):
            try:
                archive.writestr(_entry(f"{document.kind}_{document.number}.pdf"), read(document.blob))
            except TamperedFile:
                lost.append(document.number)
        if lost:
            said = _("Fichiers absents ou modifiés, à restaurer depuis la sauvegarde : %(numbers)s.")
            archive.writestr(_entry("A_LIRE.txt"), said % {"numbers": ", ".join(lost)})


def _entry(name: str) -> ZipInfo:
    return ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))


def _documents(session: Session) -> Iterator[IssuedDocument]:
    rows = Paper.objects.current().filter(enrolment__session=session, document__isnull=False)
    ordered = rows.select_related("document__blob").order_by("kind", "document__number")
    return (row.document for row in ordered.iterator(chunk_size=200) if row.document is not None)
