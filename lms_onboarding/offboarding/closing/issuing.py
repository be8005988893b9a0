"""What was released is drawn, sealed and told, learner by learner. Twice is once; a crash costs one interval.

Nothing is drawn in a transaction. A document that cannot be drawn says why, and keeps nobody else from theirs.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.printing.frozen import FrozenMismatch
from lms_onboarding.documents.printing.house import UnprintableText
from lms_onboarding.documents.printing.page import Imprint
from lms_onboarding.documents.services import Order, SealUnusable, issue, supersede
from lms_onboarding.offboarding.models import Paper, PaperKind
from lms_onboarding.offboarding.pdf.attestation import Attestation, render_attestation
from lms_onboarding.offboarding.pdf.bilan import Bilan, render_bilan
from lms_onboarding.offboarding.pdf.certificat import Certificate, render_certificate

log = logging.getLogger(__name__)
BATCH: Final = 200
Render = Callable[[Mapping[str, Any], Imprint], bytes]


@dataclass(frozen=True)
class Press:
    """How a kind of document is named and drawn."""

    prefix: str
    title: str
    filename: str
    render: Render


PRESSES: Final[Mapping[str, Press]] = {
    PaperKind.BILAN: Press(
        "B",
        "Bilan personnalisé",
        "bilan-{number}.pdf",
        lambda data, imprint: render_bilan(Bilan.from_frozen(data), imprint),
    ),
    PaperKind.ATTESTATION: Press(
        "A",
        "Attestation de fin de formation",
        "attestation-{number}.pdf",
        lambda data, imprint: render_attestation(Attestation.from_frozen(data), imprint),
    ),
    PaperKind.CERTIFICATE: Press(
        "CR",
        "Certificat de réalisation",
        "certificat-de-realisation-{number}.pdf",
        lambda data, imprint: render_certificate(Certificate.from_frozen(data), imprint),
    ),
}


def issue_papers(*, now: datetime) -> int:
    """Draw and seal what waits, in the order of release. Returns how many documents were issued."""
    issued, after = 0, 0
    while True:
        waiting = Paper.objects.to_issue().filter(pk__gt=after).select_related("enrolment").order_by("pk")
        batch = list(waiting[:BATCH])
        if not batch:
            return issued
        issued += sum(_issue(paper, now=now) for paper in batch)
        after = batch[-1].pk


def draw(paper: Paper, *, number: str, issued_at: datetime) -> bytes:
    """The document before its seal: the same frozen data, number and moment give the same bytes."""
    press = PRESSES[paper.kind]
    version = str(paper.version) if paper.version > 1 else ""
    zone = str(paper.data.get("zone") or "Europe/Paris")
    return press.render(paper.data, Imprint(press.title, number, issued_at, version=version, zone=zone))


def order_of(paper: Paper) -> Order:
    """`paper` comes with its enrolment."""
    press = PRESSES[paper.kind]
    return Order(
        key=f"{paper.kind}/{paper.enrolment_id}/{paper.version}",
        kind=paper.kind,
        prefix=press.prefix,
        title=press.title,
        about=f"enrolment/{paper.enrolment_id}",
        holder_key=f"person/{paper.enrolment.person_id}",
        filename=press.filename,
        data=paper.data,
        sealed=True,
    )


def _issue(paper: Paper, *, now: datetime) -> bool:
    try:
        document = issue(order_of(paper), lambda number: draw(paper, number=number, issued_at=now), now=now)
    except (UnprintableText, FrozenMismatch, SealUnusable) as problem:
        log.warning("paper %s cannot be issued: %s", paper.pk, problem)
        Paper.objects.filter(pk=paper.pk).update(problem=str(problem)[:300])
        return False
    with transaction.atomic():
        fresh = Paper.objects.filter(pk=paper.pk, document__isnull=True)
        done = bool(fresh.update(document=document, problem=""))
        if paper.version > 1:
            _replace_older(paper, document, now=now)
    return done


def _replace_older(paper: Paper, document: IssuedDocument, *, now: datetime) -> None:
    """The version before is superseded, its bytes stay."""
    same = Paper.objects.filter(enrolment=paper.enrolment_id, kind=paper.kind, version__lt=paper.version)
    older = same.select_related("document").order_by("-version").first()
    if older is None:
        return
    if older.document is not None and older.document.superseded_by_id is None:
        supersede(older.document, document)
    same.filter(superseded_at__isnull=True).update(superseded_at=now)
