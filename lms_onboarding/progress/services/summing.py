"""Where a learner stands: one query for a whole home page, three for a lesson."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, Max, OuterRef

from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import Outcome
from lms_onboarding.progress.models import ActionDone, CheckAttempt, LessonProgress, StuckReport
from lms_onboarding.progress.rules import Trace, resume_point


@dataclass(frozen=True, slots=True)
class LessonState:
    """One lesson that was opened. `help_asked`: a call is open; `answer_waits`: an answer was not read yet."""

    page: int
    title: str
    opened_at: datetime
    last_opened_at: datetime
    completed_at: datetime | None
    completed_by: str
    action_done: bool
    help_asked: bool
    answer_waits: bool

    @property
    def completed(self) -> bool:
        return self.completed_at is not None


@dataclass(frozen=True, slots=True)
class Summary:
    """Every lesson this person opened, by page. A page that is absent was never opened."""

    lessons: Mapping[int, LessonState] = field(default_factory=dict)

    def completed(self, order: Sequence[int]) -> int:
        """How many of these lessons are completed."""
        return sum(1 for page in order if page in self.lessons and self.lessons[page].completed)

    def started(self, order: Sequence[int]) -> bool:
        return any(page in self.lessons for page in order)

    def resume(self, order: Sequence[int]) -> int | None:
        """The lesson to open next among these, or None when all are completed."""
        traces = {page: Trace(state.last_opened_at, state.completed) for page, state in self.lessons.items()}
        return resume_point(order, traces)

    @property
    def answers_waiting(self) -> list[LessonState]:
        """Lessons in which an answer waits to be read."""
        return [state for state in self.lessons.values() if state.answer_waits]


def summary_for(*, person: Person) -> Summary:
    """One query, whatever the number of lessons and enrolments."""
    mine = {"person": OuterRef("person"), "page": OuterRef("page")}
    rows = (
        LessonProgress.objects.of(person)
        .annotate(
            action_done=Exists(ActionDone.objects.filter(**mine)),
            help_asked=Exists(StuckReport.objects.open().filter(**mine)),
            answer_waits=Exists(StuckReport.objects.answered_and_unread().filter(**mine)),
        )
        .order_by("opened_at", "pk")
        .values_list(
            "page", "title", "opened_at", "last_opened_at", "completed_at", "completed_by", "action_done",
            "help_asked", "answer_waits",
        )
    )  # fmt: skip
    return Summary({row[0]: LessonState(*row) for row in rows})


@dataclass(frozen=True, slots=True)
class LessonRecord:
    """What one person did in one lesson: `answers` gives the last answer to each question, by block id."""

    answers: Mapping[str, CheckAttempt]
    succeeded: frozenset[str]
    action: ActionDone | None
    calls: Sequence[StuckReport]


def record_of(*, person: Person, page: int) -> LessonRecord:
    """Three queries, whatever the number of tries. Calls for help: newest first."""
    mine = CheckAttempt.objects.filter(person=person, page=page)
    last = mine.order_by().values("block").annotate(last=Max("pk")).values("last")
    best = mine.filter(block=OuterRef("block"), outcome=Outcome.BEST)
    attempts = CheckAttempt.objects.filter(pk__in=last).annotate(succeeded=Exists(best))
    answers = {attempt.block: attempt for attempt in attempts}
    return LessonRecord(
        answers=answers,
        succeeded=frozenset(block for block, attempt in answers.items() if attempt.succeeded),
        action=ActionDone.objects.filter(person=person, page=page).order_by("-changed_at").first(),
        calls=list(
            StuckReport.objects.of(person).filter(page=page).select_related("answered_by").order_by("-reported_at")
        ),
    )
