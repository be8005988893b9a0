"""Take back the value of a document: its bytes stay, its verification page says that it is not valid any more."""

from datetime import datetime

from django.db import transaction

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.journal.services import Fact, record


def revoke(document: IssuedDocument, *, reason: str, by: str, now: datetime) -> bool:
    """Twice is once: the first date and reason stay. Returns whether this call revoked it."""
    fresh = IssuedDocument.objects.filter(pk=document.pk, revoked_at__isnull=True)
    with transaction.atomic():
        if not fresh.update(revoked_at=now, revoked_because=reason.strip()[:300] or "—"):
            return False
        codes: dict[str, str | int | bool | None] = {"document": document.pk, "kind": document.kind}
        record(Fact("document.revoked", document.about, occurred_at=now, actor=by, codes=codes), now=now)
    document.refresh_from_db(fields=["revoked_at", "revoked_because"])
    return True
