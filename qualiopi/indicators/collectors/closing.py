"""At the end: what was assessed, handed over, awarded. None of it is an appreciation of the course."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from django.db.models import Count, Max, Min

from badges.enums import AwardState
from badges.models import Award
from lms_onboarding.offboarding.models import Paper
from lms_onboarding.progress.models import Assessment
from qualiopi.indicators.canonical import canonical, contents_of
from qualiopi.indicators.frame import Frame
from qualiopi.indicators.pieces import Author, Collector, Piece

from .offer import papers_contents


def _assessments(frame: Frame) -> Iterator[Piece]:
    """One piece an enrolment, dated by the last objective; one objective left out, and it is not enough."""
    ids = frame.sessions.order_by().values("pk")
    rows = Assessment.objects.filter(enrolment__session__in=ids)
    rows = rows.filter(superseded_at__isnull=True, recorded_at__lte=frame.as_of)
    found = rows.values("enrolment_id").annotate(known=Count("pk"), first=Min("recorded_at"), last=Max("recorded_at"))
    goals = {pk: len(told or ()) for pk, told in frame.sessions.order_by().values_list("pk", "programme__objectives")}
    for enrolment, known, first, last in found.values_list("enrolment_id", "known", "first", "last"):
        session = frame.session_of.get(enrolment)
        left = goals.get(session or 0, 0) - known
        yield Piece(
            kind="assessment",
            key=f"assessment/{enrolment}",
            session=session,
            enrolment=enrolment,
            occurred_at=first,
            produced_at=last,
            author=Author.TRAINER,
            complete=left <= 0,
            note="" if left <= 0 else "un objectif n’est pas évalué" if left == 1 else f"{left} objectifs non évalués",
        )


def _assessments_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    """The last word on every objective of each enrolment, by enrolment."""
    columns = ("objective", "text", "level", "criteria", "evidence", "source", "assessed_on", "recorded_at", "reason")
    found: dict[int, list[dict[str, object]]] = {}
    rows = Assessment.objects.filter(enrolment__in=list(ids), superseded_at__isnull=True).order_by("objective")
    for enrolment, *values in rows.values_list("enrolment_id", *columns):
        found.setdefault(enrolment, []).append(dict(zip(columns, values, strict=True)))
    return {enrolment: canonical({"assessments": told}) for enrolment, told in found.items()}


def _papers(kind: str, document: str, frame: Frame) -> Iterator[Piece]:
    """Papers issued at the release, the standing version of each."""
    rows = Paper.objects.filter(enrolment__session__in=frame.sessions.order_by().values("pk"), kind=document)
    rows = rows.filter(superseded_at__isnull=True, document__issued_at__lte=frame.as_of)
    columns = ("enrolment_id", "frozen_at", "document_id", "document__issued_at")
    for enrolment, frozen, paper, issued in rows.values_list(*columns):
        yield Piece(
            kind=kind,
            key=f"{kind}/{paper}",
            session=frame.session_of.get(enrolment),
            enrolment=enrolment,
            occurred_at=frozen,
            produced_at=issued,
            author=Author.TRAINER,
            document=paper,
        )


def _awards(frame: Frame) -> Iterator[Piece]:
    """Badges that stand."""
    wanted = {f"enrolment/{pk}": pk for pk in frame.session_of}
    rows = Award.objects.filter(state=AwardState.VALID, issued_at__lte=frame.as_of, about__in=list(wanted))
    for pk, about, earned, issued in rows.values_list("pk", "about", "earned_at", "issued_at"):
        enrolment = wanted[about]
        yield Piece(
            kind="badge",
            key=f"award/{pk}",
            session=frame.session_of[enrolment],
            enrolment=enrolment,
            occurred_at=earned,
            produced_at=issued,
        )


def _awards_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    columns = ("uuid", "badge_class__slug", "badge_class__version", "earned_at", "issued_at", "state")
    return contents_of(Award.objects.all(), ids, columns)


ASSESSMENTS = Collector("assessment", "assessment", _assessments, _assessments_contents)
BILANS = Collector("bilan", "bilan", partial(_papers, "bilan", "bilan_personnalise"), papers_contents)
ATTESTATIONS = Collector(
    "attestation", "attestation", partial(_papers, "attestation", "attestation_fin"), papers_contents
)
BADGES = Collector("badge", "award", _awards, _awards_contents)
