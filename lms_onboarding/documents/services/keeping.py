"""Keeping bytes under their hash, and reading them back unchanged."""

import hashlib
import logging
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from threading import current_thread
from types import TracebackType
from typing import Final, Self

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import Http404
from django.utils.translation import gettext as _

from lms_onboarding.documents.models import Blob, path_of

log = logging.getLogger(__name__)
WRITERS: Final = 4  # threads that wait for the disk while the next document is drawn


class TamperedFile(RuntimeError):
    """The bytes found are not those that were stored, or are no longer there."""


class ErasedFile(TamperedFile, Http404):
    """The bytes were given up at the end of their time. For a page, such a file is not there: 404 rather than 500."""


def store(content: bytes, *, now: datetime) -> Blob:
    """Keep bytes under their SHA-256. The same bytes twice are one file; its row is written once the file is safe."""
    blob = blob_of(content, now)
    known = Blob.objects.filter(pk=blob.pk).first()
    if known is not None and known.erased_at is None:
        return known
    _save(blob, content)
    note([blob])
    return blob


def read(blob: Blob) -> bytes:
    """The exact bytes stored. Raises TamperedFile when they changed or vanished, ErasedFile when they were erased."""
    if blob.erased_at is not None:
        raise _erased(blob.sha256)
    return read_kept(blob.sha256)


def read_kept(sha256: str) -> bytes:
    """The exact bytes kept under this SHA-256, which they still have. Raises TamperedFile, ErasedFile."""
    try:
        with storages["issued"].open(path_of(sha256)) as file:
            content: bytes = file.read()
    except FileNotFoundError as error:
        if Blob.objects.filter(pk=sha256, erased_at__isnull=False).exists():
            raise _erased(sha256) from error
        raise TamperedFile(
            _("Le fichier %(sha)s a disparu. Restaurez-le depuis la sauvegarde.") % {"sha": sha256[:12]}
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise TamperedFile(
            _("Le fichier %(sha)s a été modifié. Restaurez-le depuis la sauvegarde.") % {"sha": sha256[:12]}
        )
    return content


def logo_bytes(sha256: str) -> bytes:
    """A logo that was stored. A lost file costs documents their logo, and nobody their convocation."""
    try:
        return read(Blob(sha256=sha256))
    except TamperedFile:
        log.exception("The logo of documents cannot be read: they are drawn without it.")
        return b""


class Keeper:
    """Makes bytes safe beside the drawing of the next ones; at the end of the block, all of them are."""

    def __init__(self, documents: int) -> None:
        # named after the sender, so that a list of threads says whom they work for
        self._pool = ThreadPoolExecutor(min(WRITERS, documents), f"{current_thread().name} keeps")
        self._promises: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def keep(self, blob: Blob, content: bytes) -> None:
        self._promises.append(self._pool.submit(_save, blob, content))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown()
        if error is None:
            for promise in self._promises:
                promise.result()


def blob_of(content: bytes, now: datetime) -> Blob:
    return Blob(sha256=hashlib.sha256(content).hexdigest(), size=len(content), stored_at=now)


def _save(blob: Blob, content: bytes) -> None:
    name = storages["issued"].save(blob.path, ContentFile(content))
    if name != blob.path:
        msg = f"The « issued » storage renamed {blob.path} to {name}: set it to overwrite (file_overwrite=True on S3)."
        raise RuntimeError(msg)


def note(blobs: Sequence[Blob]) -> None:
    """Another writer may have been faster with the same bytes; given up once, they are kept anew."""
    each = {blob.pk: blob for blob in blobs}  # PostgreSQL refuses to meet one twice in a statement
    anew = ["erased_at", "gone_at"]
    Blob.objects.bulk_create(each.values(), update_conflicts=True, unique_fields=["sha256"], update_fields=anew)


def _erased(sha256: str) -> ErasedFile:
    return ErasedFile(
        _("Le fichier %(sha)s a été effacé au terme de sa conservation ; son empreinte reste.") % {"sha": sha256[:12]}
    )
