"""What may be done with documents: keep bytes, read them back unchanged, issue once, supersede."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import PARIS, local_date
from lms_onboarding.documents.models import Blob, IssuedDocument, Series
from lms_onboarding.documents.sealing import seal


class TamperedFile(RuntimeError):
    """The bytes found are not those that were stored, or are no longer there."""


class AlreadySuperseded(RuntimeError):
    """Another document already replaces this one: the chain is never rewritten."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What to issue. `kind` is an id of documents.json; `data` (JSON) is frozen with the bytes.

    `key` is the natural key: one document per key, ever. `prefix` opens the number (`C` gives `C-2026-0001`), and
    `filename` may contain `{number}`. `about` and `holder_key` name objects, such as `enrolment/12` and `person/12`.
    `sealed`: the electronic seal of the organisation is put on what was drawn, which must be a PDF.
    """

    key: str
    kind: str
    prefix: str
    title: str
    about: str
    filename: str
    holder_key: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    content_type: str = "application/pdf"
    sealed: bool = False


def store(content: bytes, *, now: datetime) -> Blob:
    """Keep bytes under their SHA-256. The same bytes twice are one file; its row is written once the file is safe."""
    blob, is_new = _written(content, now)
    if is_new:
        _note(blob)
    return blob


def read(blob: Blob) -> bytes:
    """The exact bytes stored. Raises TamperedFile when they changed or vanished."""
    try:
        with storages["issued"].open(blob.path) as file:
            content: bytes = file.read()
    except FileNotFoundError as error:
        raise TamperedFile(
            _("Le fichier %(sha)s a disparu. Restaurez-le depuis la sauvegarde.") % _named(blob)
        ) from error
    if hashlib.sha256(content).hexdigest() != blob.sha256:
        raise TamperedFile(_("Le fichier %(sha)s a été modifié. Restaurez-le depuis la sauvegarde.") % _named(blob))
    return content


def issue(order: Order, draw: Callable[[str], bytes], *, now: datetime) -> IssuedDocument:
    """The document of `order.key`, drawn by `draw(number)` the first time and only then.

    The number is taken first, in a short transaction of its own, and drawing happens outside any: a crash in between
    leaves a gap in the series, never a repeat. Of two concurrent callers, the first to finish wins, both get its row.
    """
    issued = IssuedDocument.objects.filter(key=order.key).select_related("blob").first()
    if issued is not None:
        return issued
    number = _next_number(order.prefix, local_date(now, PARIS).year)
    drawn = draw(number)
    blob, is_new = _written(seal(drawn, at=now) if order.sealed else drawn, now)
    try:
        with transaction.atomic():
            if is_new:
                _note(blob)
            return IssuedDocument.objects.create(
                key=order.key,
                kind=order.kind,
                number=number,
                holder_key=order.holder_key,
                about=order.about,
                title=order.title,
                filename=order.filename.replace("{number}", number),
                content_type=order.content_type,
                blob=blob,
                data=dict(order.data),
                drawn_sha256=hashlib.sha256(drawn).hexdigest() if order.sealed else "",
                issued_at=now,
            )
    except IntegrityError:
        return IssuedDocument.objects.select_related("blob").get(key=order.key)


def supersede(old: IssuedDocument, new: IssuedDocument) -> None:
    """Note that `new` replaces `old`, whose bytes stay. Raises AlreadySuperseded when another document does."""
    noted = IssuedDocument.objects.filter(pk=old.pk, superseded_by__isnull=True).update(superseded_by=new)
    old.refresh_from_db(fields=["superseded_by"])
    if not noted and old.superseded_by_id != new.pk:
        raise AlreadySuperseded(
            _("Le document n° %(old)s est déjà remplacé par le n° %(by)s.")
            % {"old": old.number, "by": old.superseded_by.number if old.superseded_by else ""}
        )


def _written(content: bytes, now: datetime) -> tuple[Blob, bool]:
    """The row of `content`, whose bytes are safe, and whether that row is still to be noted."""
    blob = Blob(sha256=hashlib.sha256(content).hexdigest(), size=len(content), stored_at=now)
    known = Blob.objects.filter(pk=blob.pk).first()
    if known is not None:
        return known, False
    name = storages["issued"].save(blob.path, ContentFile(content))
    if name != blob.path:
        msg = f"The « issued » storage renamed {blob.path} to {name}: set it to overwrite (file_overwrite=True on S3)."
        raise RuntimeError(msg)
    return blob, True


def _note(blob: Blob) -> None:
    Blob.objects.bulk_create([blob], ignore_conflicts=True)  # another writer may have been faster with the same bytes


def _next_number(prefix: str, year: int) -> str:
    series = f"{prefix}-{year}"
    with transaction.atomic():
        if not _raise(series):
            Series.objects.bulk_create([Series(prefix=series)], ignore_conflicts=True)
            _raise(series)
        last = Series.objects.values_list("last", flat=True).get(
            pk=series
        )  # our own update holds the row until commit
    return f"{series}-{last:04}"


def _raise(series: str) -> int:
    return Series.objects.filter(pk=series).update(last=F("last") + 1)


def _named(blob: Blob) -> dict[str, str]:
    return {"sha": blob.sha256[:12]}
