"""What the pages show of a closing: a session's for its trainer, a learner's own. Nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.services import opened
from lms_onboarding.offboarding import keys
from lms_onboarding.offboarding.models import ActionPlan, Bilan, Closing, Paper, PaperKind
from lms_onboarding.sessions.models import Session, SessionQuerySet

from . import rules
from .gathering import Group, Learner, gather
from .preparing import Due, due_to

READERS = ("person", "session__course", "session__referent")


@dataclass(frozen=True)
class Desk:
    """Everything the trainer needs to close a session. `bilans` by enrolment."""

    session: Session
    closing: Closing | None
    group: Group
    bilans: Mapping[int, Bilan]
    issued: int
    due: int
    problems: Sequence[str]

    @property
    def to_validate(self) -> list[Bilan]:
        return [row for row in self.bilans.values() if not row.is_validated]

    @property
    def is_half_issued(self) -> bool:
        return bool(self.closing and self.closing.released_at and self.issued < self.due)

    def dues(self) -> list[Due]:
        return [due_to(one) for one in self.group.learners]

    def words(self, learner: Learner) -> list[tuple[str, str]]:
        return rules.words_of(learner.facts)


def desk_of(session: Session) -> Desk:
    """Fifteen queries at most, whatever the number of learners."""
    rows = Bilan.objects.current().filter(enrolment__session=session).select_related("enrolment__person", "validator")
    closing = Closing.objects.filter(session=session).first()
    papers = Paper.objects.filter(closing__session=session)
    counts = papers.aggregate(due=Count("pk"), issued=Count("document"))
    problems = papers.exclude(problem="").values_list("problem", flat=True)[:5]
    bilans = {row.enrolment_id: row for row in rows}
    return Desk(session, closing, gather(session), bilans, counts["issued"], counts["due"], list(problems))


def with_closings(sessions: SessionQuerySet, *, now: datetime) -> SessionQuerySet:
    """Those that have ended, with `waiting` bilans to validate and `held` documents to issue."""
    bilans = Q(enrolments__bilans__superseded_at__isnull=True, enrolments__bilans__isnull=False)
    waiting = Count(
        "enrolments__bilans", filter=bilans & Q(enrolments__bilans__validated_at__isnull=True), distinct=True
    )
    held = Count("closing__papers", filter=Q(closing__papers__document__isnull=True), distinct=True)
    return sessions.filter(ends_at__lte=now).annotate(waiting=waiting, held=held)


@dataclass(frozen=True)
class OwnPaper:
    kind: PaperKind
    document: IssuedDocument
    data: Mapping[str, Any]
    version: int

    @property
    def slug(self) -> str:
        return SLUGS[self.kind]

    @property
    def size(self) -> int:
        return self.document.blob.size


SLUGS: Mapping[str, str] = {
    PaperKind.BILAN: "bilan",
    PaperKind.ATTESTATION: "attestation",
    PaperKind.CERTIFICATE: "certificat",
}


@dataclass(frozen=True)
class OwnClosing:
    """What a learner has at the end; `papers` are those that stand, `older` the bilans that were replaced."""

    enrolment: Enrolment
    papers: Mapping[str, OwnPaper]
    older: Sequence[OwnPaper]
    plan: ActionPlan | None

    def paper(self, slug: str) -> OwnPaper | None:
        return next((one for one in self.papers.values() if one.slug == slug), None)


def own_closing(enrolment: Enrolment) -> OwnClosing | None:
    """Two queries; None before anything was issued."""
    rows = Paper.objects.filter(enrolment=enrolment, document__isnull=False).select_related("document__blob")
    found = [
        OwnPaper(PaperKind(row.kind), row.document, row.data, row.version)
        for row in rows.order_by("version")
        if row.document is not None and row.document.revoked_at is None
    ]
    if not found:
        return None
    last = {str(one.kind): one for one in found}
    older = [one for one in found if last[str(one.kind)] is not one]
    return OwnClosing(enrolment, last, older, ActionPlan.objects.filter(enrolment=enrolment).first())


@dataclass(frozen=True)
class Admitted:
    """How a visitor came to the page of an enrolment. `needs_code`: their link is old, a code proves the address."""

    enrolment: Enrolment
    needs_code: bool = False


def admitted(request: HttpRequest, pk: int, *, now: datetime) -> Admitted | None:
    """The learner signed in, or who holds the link: freely in its first weeks, then with a code."""
    enrolment = Enrolment.objects.select_related(*READERS).filter(pk=pk).first()
    if enrolment is None:
        return None
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and enrolment.person.account_id == user.pk:
        return Admitted(enrolment)
    if opened(request, scope=keys.CHECKED_SCOPE, object_key=enrolment.key, now=now):
        return Admitted(enrolment)
    link = opened(request, scope=keys.CLOSING_SCOPE, object_key=enrolment.key, now=now)
    if link is None:
        return None
    return Admitted(enrolment, needs_code=now - link.created_at > keys.TRUSTED)
