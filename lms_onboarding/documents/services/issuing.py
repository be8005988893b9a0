"""What may be done with documents: issue once, supersede."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import PARIS, local_date
from lms_onboarding.documents.models import Blob, IssuedDocument
from lms_onboarding.documents.printing.house import UnprintableText
from lms_onboarding.documents.sealing import seal

from .keeping import Keeper, blob_of, note
from .numbering import next_numbers

Draw = Callable[[str], bytes]  # from the number to the bytes


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


def issue(order: Order, draw: Draw, *, now: datetime) -> IssuedDocument:
    """The document of `order.key`, drawn by `draw(number)` the first time and only then. Raises UnprintableText.

    The number is taken first, in a short transaction of its own, and drawing happens outside any: a crash in between
    leaves a gap in the series, never a repeat. Of two concurrent callers, the first to finish wins, both get its row.
    """
    issued = issue_many([(order, draw)], now=now)[0]
    if isinstance(issued, UnprintableText):
        raise issued
    return issued


def issue_many(requests: Sequence[tuple[Order, Draw]], *, now: datetime) -> list[IssuedDocument | UnprintableText]:
    """The same for documents that leave together, in the order of the requests: six queries however many they are.

    A document that cannot be drawn leaves its refusal in its place, and the others are issued. While one is drawn,
    the bytes of those before it are made safe: a disk, or a bucket, is slow without being busy.
    """
    keys = [order.key for order, _draw in requests]
    issued: dict[str, IssuedDocument | UnprintableText] = dict(_issued(keys))
    wanted = [(order, draw) for order, draw in requests if order.key not in issued]
    if wanted:
        drawn, refused = _drawn(wanted, now)
        issued.update(refused)
        issued.update(_noted(drawn))
    return [issued[key] for key in keys]


def supersede(old: IssuedDocument, new: IssuedDocument) -> None:
    """Note that `new` replaces `old`, whose bytes stay. Raises AlreadySuperseded when another document does."""
    noted = IssuedDocument.objects.filter(pk=old.pk, superseded_by__isnull=True).update(superseded_by=new)
    old.refresh_from_db(fields=["superseded_by"])
    if not noted and old.superseded_by_id != new.pk:
        raise AlreadySuperseded(
            _("Le document n° %(old)s est déjà remplacé par le n° %(by)s.")
            % {"old": old.number, "by": old.superseded_by.number if old.superseded_by else ""}
        )


def _issued(keys: Sequence[str]) -> dict[str, IssuedDocument]:
    rows = IssuedDocument.objects.filter(key__in=keys).select_related("blob")
    return {row.key: row for row in rows}


def _drawn(
    requests: Sequence[tuple[Order, Draw]], now: datetime
) -> tuple[list[IssuedDocument], dict[str, UnprintableText]]:
    """The rows of what could be drawn, whose bytes are safe, and the refusals."""
    numbers = next_numbers([order.prefix for order, _draw in requests], local_date(now, PARIS).year)
    rows: list[IssuedDocument] = []
    refused: dict[str, UnprintableText] = {}
    with Keeper(len(requests)) as keeper:
        for (order, draw), number in zip(requests, numbers, strict=True):
            try:
                drawn = draw(number)
            except UnprintableText as unprintable:
                refused[order.key] = unprintable
                continue
            content = seal(drawn, at=now) if order.sealed else drawn
            row = _row(order, number, blob_of(content, now), now)  # after drawing, which may complete the frozen data
            row.drawn_sha256 = hashlib.sha256(drawn).hexdigest() if order.sealed else ""
            keeper.keep(row.blob, content)
            rows.append(row)
    return rows, refused


def _row(order: Order, number: str, blob: Blob, now: datetime) -> IssuedDocument:
    return IssuedDocument(
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
        issued_at=now,
    )


def _noted(rows: Sequence[IssuedDocument]) -> dict[str, IssuedDocument]:
    """Write rows whose bytes are safe; where another writer was faster, hers is the document."""
    try:
        with transaction.atomic():
            note([row.blob for row in rows])
            IssuedDocument.objects.bulk_create(rows)
    except IntegrityError:
        return {key: row for one in rows for key, row in _noted_alone(one).items()}
    return {row.key: row for row in rows}


def _noted_alone(row: IssuedDocument) -> dict[str, IssuedDocument]:
    row.pk = None
    try:
        with transaction.atomic():
            note([row.blob])
            row.save(force_insert=True)
    except IntegrityError:
        return _issued([row.key])
    return {row.key: row}
