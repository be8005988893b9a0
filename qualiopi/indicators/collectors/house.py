"""What the house holds, whatever the session: its papers, what it asked of funders, what it improves, its risks."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import partial

from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.surveys.models import Invitation
from qualiopi.improvement.models import Action, PlanReview, RiskReview
from qualiopi.indicators.canonical import contents_of
from qualiopi.indicators.frame import Frame
from qualiopi.indicators.pieces import Author, Collector, Piece

from .welcoming import answers_contents

PAPERS = {"welcome_booklet": 1, "house_rules": 2}  # the source of each is the settings row and this rank


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _paper(kind: str, frame: Frame) -> Iterator[Piece]:
    """A document of the settings, once it is there with its date."""
    found = ProviderSettings.objects.filter(**{f"{kind}__isnull": False, f"{kind}_date__lte": frame.as_of.date()})
    for day in found.values_list(f"{kind}_date", flat=True):
        yield Piece(
            kind=kind,
            key=f"{kind}/{PAPERS[kind]}",
            session=None,
            occurred_at=noon(day),
            produced_at=noon(day),
            author=Author.TEAM,
        )


def _paper_contents(kind: str, ids: Iterable[int]) -> Mapping[int, bytes]:
    columns = ("name", f"{kind}__title", f"{kind}__file_hash", f"{kind}_date")
    found = contents_of(ProviderSettings.objects.all(), ProviderSettings.objects.values_list("pk", flat=True), columns)
    return {pk: told for told in found.values() for pk in ids}


def _funders(frame: Frame) -> Iterator[Piece]:
    """Funders asked in the name of a year; asking suffices, whatever they answered."""
    rows = Invitation.objects.filter(group__startswith="funders/", invited_at__lte=frame.as_of)
    rows = rows.filter(version__questionnaire__key="funder_feedback", withdrawn_at__isnull=True)
    for pk, about, group, invited, answered in rows.values_list("pk", "about", "group", "invited_at", "answered_on"):
        unit = funder_unit(int(about.rpartition("/")[2]), int(group.removeprefix("funders/")))
        silent = answered is None or answered > frame.as_of.date()
        yield Piece(
            kind="funder_survey",
            key=f"asked/{pk}",
            session=None,
            unit=unit,
            occurred_at=invited,
            produced_at=invited,
            author=Author.FUNDER,
            note="sans réponse à ce jour" if silent else "",
        )


def funder_unit(organisation: int, year: int) -> int:
    """One number for a funder and a year."""
    return organisation * 10_000 + year


def _actions(frame: Frame) -> Iterator[Piece]:
    """Actions by the day they were decided; one without a source proves nothing."""
    rows = Action.objects.filter(decided_at__lte=frame.as_of).order_by("decided_at").prefetch_related("sources")
    for one in rows:
        sourced = any(source.added_at <= frame.as_of for source in one.sources.all())
        yield Piece(
            kind="improvement_action",
            key=f"action/{one.pk}",
            session=None,
            occurred_at=one.decided_at,
            produced_at=one.decided_at,
            author=Author.TEAM,
            complete=sourced,
            note="" if sourced else "sans source",
        )


def _actions_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    columns = ("number", "title", "finding", "cause", "due_on", "done_on", "done", "decided_by", "decided_at")
    return contents_of(Action.objects.all(), ids, columns)


def _reviews(frame: Frame) -> Iterator[Piece]:
    rows = PlanReview.objects.filter(noted_at__lte=frame.as_of).order_by("held_on")
    for pk, held, noted in rows.values_list("pk", "held_on", "noted_at"):
        yield Piece(
            kind="plan_review",
            key=f"plan_review/{pk}",
            session=None,
            occurred_at=noon(held),
            produced_at=noted,
            author=Author.TEAM,
        )


def _reviews_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    return contents_of(PlanReview.objects.all(), ids, ("held_on", "attended", "concluded", "noted_by"))


def _risks(frame: Frame) -> Iterator[Piece]:
    rows = RiskReview.objects.filter(reviewed_at__lte=frame.as_of).order_by("reviewed_at")
    for pk, reviewed in rows.values_list("pk", "reviewed_at"):
        yield Piece(
            kind="risk_review",
            key=f"risk_review/{pk}",
            session=None,
            occurred_at=reviewed,
            produced_at=reviewed,
            author=Author.TEAM,
        )


def _risks_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    columns = ("risk__number", "risk__title", "likelihood", "gravity", "control", "next_on", "reviewed_by")
    return contents_of(RiskReview.objects.all(), ids, columns)


BOOKLET, RULES = (Collector(one, one, partial(_paper, one), partial(_paper_contents, one)) for one in PAPERS)
FUNDERS = Collector("funder_survey", "asked", _funders, answers_contents)
ACTIONS = Collector("improvement_action", "action", _actions, _actions_contents)
REVIEWS = Collector("plan_review", "plan_review", _reviews, _reviews_contents)
RISKS = Collector("risk_review", "risk_review", _risks, _risks_contents)
