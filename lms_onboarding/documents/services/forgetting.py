"""Giving up contents whose time is over: the number, the kind, the date and the fingerprint stay; the words go."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q
from django.utils.translation import gettext as _

from lms_onboarding.documents.models import Blob, IssuedDocument

log = logging.getLogger(__name__)
FILENAME: Final = "document-efface.pdf"


def forget_documents(pks: Sequence[int], *, now: datetime) -> None:
    """Empty these documents, and give up their bytes where nothing else needs them. Twice is once.

    The caller holds the transaction, and calls `destroy_files` once it has committed.
    """
    rows = IssuedDocument.objects.filter(pk__in=list(pks), erased_at__isnull=True)
    shas = list(rows.values_list("blob", flat=True))
    rows.update(erased_at=now, holder_key="", title=_("Document au contenu effacé"), filename=FILENAME, data={})
    forget_bytes(shas, now=now)


def forget_bytes(shas: Collection[str], *, now: datetime) -> int:
    """Give up these bytes unless a living row of any room still holds them; returns how many were."""
    living = Q()
    for model, name in _holders():
        rows = model._default_manager.filter(**{name: OuterRef("pk")})  # noqa: SLF001  Django's documented API
        living |= Q(Exists(rows.filter(erased_at__isnull=True) if model is IssuedDocument else rows))
    return Blob.objects.filter(pk__in=list(shas), erased_at__isnull=True).exclude(living).update(erased_at=now)


def destroy_files(*, now: datetime, limit: int = 500) -> int:
    """Destroy the files that were given up, outside any transaction that could take the decision back. A crash leaves
    some for the next call, and one already gone is no error. Returns how many."""
    found = list(Blob.objects.filter(erased_at__isnull=False, gone_at__isnull=True).order_by("pk")[:limit])
    for blob in found:
        with transaction.atomic():
            ours = Blob.objects.select_for_update().filter(pk=blob.pk, erased_at__isnull=False).first()
            if ours is not None:  # kept anew meanwhile: somebody needs these very bytes
                storages["issued"].delete(blob.path)
                Blob.objects.filter(pk=blob.pk).update(gone_at=now)
    return len(found)


def _holders() -> list[tuple[type[Model], str]]:
    """Every table that leads to bytes, whatever its room: asked of Django, so that none is forgotten."""
    fields: Any = Blob._meta.get_fields(include_hidden=True)  # noqa: SLF001  Django's documented API
    return [(one.related_model, one.field.name) for one in fields if one.auto_created and not one.concrete]
