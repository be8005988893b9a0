"""What was released is drawn, sealed and told, learner by learner. Twice is once; a crash costs one interval.

Nothing is drawn in a transaction. A document that cannot be drawn says why, and keeps nobody else from theirs.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import transaction

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.printing.frozen import FrozenMismatch
from lms_onboarding.documents.printing.page import Imprint
from lms_onboarding.documents.services import Order, SealUnusable, issue_many, supersede
from lms_onboarding.offboarding.models import Paper, PaperKind
from lms_onboarding.offboarding.pdf.attestation import Attestation, render_attestation
from lms_onboarding.offboarding.pdf.bilan import Bilan, render_bilan
from lms_onboarding.offboarding.pdf.certificat import Certificate, render_certificate

log = logging.getLogger(__name__)
BATCH: Final = 200
HANDFUL: Final = 12  # papers drawn and kept together
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
    """Draw and seal what waits, in the order of release. Returns how many documents were issued.

    They go by handfuls, which cost the queries of one paper; a crash leaves one handful to draw again.
    """
    issued, after = 0, 0
    while True:
        waiting = Paper.objects.to_issue().filter(pk__gt=after).select_related("enrolment").order_by("pk")
        batch = list(waiting[:BATCH])
        if not batch:
            return issued
        for first in range(0, len(batch), HANDFUL):
            issued += _issue_together(batch[first : first + HANDFUL], now=now)
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


def _issue_together(papers: Sequence[Paper], *, now: datetime) -> int:
    """A defect in the data of one, or in the seal, would stop the others: each then goes alone."""
    requests = [(order_of(paper), partial(_numbered, paper, now)) for paper in papers]
    try:
        documents = issue_many(requests, now=now)
    except (FrozenMismatch, SealUnusable) as problem:
        if len(papers) > 1:
            return sum(_issue_together([paper], now=now) for paper in papers)
        return _kept([(papers[0], problem)], now=now)
    return _kept(list(zip(papers, documents, strict=True)), now=now)


def _numbered(paper: Paper, now: datetime, number: str) -> bytes:
    return draw(paper, number=number, issued_at=now)


def _kept(outcomes: Sequence[tuple[Paper, IssuedDocument | Exception]], *, now: datetime) -> int:
    """Write what became of each paper; returns how many have their document."""
    done: list[Paper] = []
    for paper, outcome in outcomes:
        if isinstance(outcome, Exception):
            log.warning("paper %s cannot be issued: %s", paper.pk, outcome)
            Paper.objects.filter(pk=paper.pk).update(problem=str(outcome)[:300])
        else:
            paper.document, paper.problem = outcome, ""
            done.append(paper)
    if done:
        with transaction.atomic():
            Paper.objects.bulk_update(done, ["document", "problem"])
            for paper in done:
                if paper.version > 1 and paper.document is not None:
                    _replace_older(paper, paper.document, now=now)
    return len(done)


def _replace_older(paper: Paper, document: IssuedDocument, *, now: datetime) -> None:
    """The version before is superseded, its bytes stay."""
    same = Paper.objects.filter(enrolment=paper.enrolment_id, kind=paper.kind, version__lt=paper.version)
    older = same.select_related("document").order_by("-version").first()
    if older is None:
        return
    if older.document is not None and older.document.superseded_by_id is None:
        supersede(older.document, document)
    same.filter(superseded_at__isnull=True).update(superseded_at=now)
