"""During the course: lessons opened, difficulties reported and answered."""

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Min

from lms_onboarding.progress.models import LessonProgress, StuckReport
from qualiopi.indicators.canonical import contents_of
from qualiopi.indicators.frame import Frame
from qualiopi.indicators.pieces import Author, Collector, Piece


def _lessons(frame: Frame) -> Iterator[Piece]:
    """One piece an enrolment, dated by its first lesson; the source is that first lesson."""
    rows = LessonProgress.objects.filter(enrolment__session__in=frame.sessions.order_by().values("pk"))
    rows = rows.filter(opened_at__lte=frame.as_of)
    firsts = rows.values("enrolment_id").annotate(first=Min("opened_at"), source=Min("pk"))
    for enrolment, first, source in firsts.values_list("enrolment_id", "first", "source"):
        yield Piece(
            kind="lessons",
            key=f"lesson/{source}",
            session=frame.session_of.get(enrolment),
            enrolment=enrolment,
            occurred_at=first,
            produced_at=first,
            author=Author.LEARNER,
        )


def _lessons_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    return contents_of(LessonProgress.objects.all(), ids, ("title", "revision", "opened_at", "completed_at"))


def _help(frame: Frame) -> Iterator[Piece]:
    """Difficulties reported; complete once a person answered."""
    rows = StuckReport.objects.filter(enrolment__session__in=frame.sessions.order_by().values("pk"))
    rows = rows.filter(reported_at__lte=frame.as_of)
    columns = ("pk", "enrolment_id", "reported_at", "answered_at")
    for pk, enrolment, reported, answered in rows.values_list(*columns):
        is_answered = answered is not None and answered <= frame.as_of
        yield Piece(
            kind="help",
            key=f"stuck/{pk}",
            session=frame.session_of.get(enrolment),
            enrolment=enrolment,
            occurred_at=reported,
            produced_at=answered if is_answered else reported,
            author=Author.LEARNER,
            complete=is_answered,
            note="" if is_answered else "sans réponse",
        )


def _help_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    columns = ("title", "motive", "text", "reported_at", "answer", "answered_at")
    return contents_of(StuckReport.objects.all(), ids, columns)


LESSONS = Collector("lessons", "lesson", _lessons, _lessons_contents)
HELP = Collector("help", "stuck", _help, _help_contents)
