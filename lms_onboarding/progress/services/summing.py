"""Where a learner stands: one query for a whole home page, three for a lesson."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.db.models import BigIntegerField, Exists, Max, OuterRef

from lms_onboarding.common.prepared import Given, Prepared
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import Outcome
from lms_onboarding.progress.models import ActionDone, CheckAttempt, LessonProgress, StuckReport
from lms_onboarding.progress.rules import Trace, resume_point

MANY: Final = 200  # tries read back for a page that shows the last one of each question


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
    called: bool
    help_asked: bool = False
    answer_waits: bool = False

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
    """One query, whatever the number of lessons and enrolments; a second one for who ever called for help."""
    lessons = {row[0]: LessonState(*row) for row in _OPENED.rows(person=person.pk)}
    if any(state.called for state in lessons.values()):
        lessons |= _with_calls(person, lessons)
    return Summary(lessons)


def _opened() -> Any:
    mine = {"person": OuterRef("person"), "page": OuterRef("page")}
    return (
        LessonProgress.objects.filter(person=Given("person", BigIntegerField()))
        .annotate(
            action_done=Exists(ActionDone.objects.filter(**mine)), called=Exists(StuckReport.objects.filter(**mine))
        )
        .order_by("opened_at", "pk")
        .values_list(
            "page", "title", "opened_at", "last_opened_at", "completed_at", "completed_by", "action_done", "called"
        )
    )


_OPENED: Final = Prepared(_opened)


def _with_calls(person: Person, lessons: Mapping[int, LessonState]) -> dict[int, LessonState]:
    asked, waiting = set(), set()
    calls = StuckReport.objects.of(person).order_by()
    for page, answered_at, settled_at, read_at in calls.values_list("page", "answered_at", "settled_at", "read_at"):
        if answered_at is None and settled_at is None:
            asked.add(page)
        elif answered_at is not None and read_at is None:
            waiting.add(page)
    return {
        page: replace(lessons[page], help_asked=page in asked, answer_waits=page in waiting)
        for page in (asked | waiting) & lessons.keys()
    }


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
        action=action_in(person=person, page=page),
        calls=calls_about(person=person, page=page),
    )


def answers_in(*, person: Person, page: int) -> dict[str, str]:
    """The option last chosen for each question of a lesson, by block id. One query, simple: it is on every lesson."""
    answers: dict[str, str] = {}
    for block, option in _TRIED.rows(person=person.pk, page=page):
        answers.setdefault(block, option)
    return answers


def _tried() -> Any:
    mine = {"person": Given("person", BigIntegerField()), "page": Given("page", BigIntegerField())}
    return CheckAttempt.objects.filter(**mine).order_by("-pk").values_list("block", "option")[:MANY]


_TRIED: Final = Prepared(_tried)


def action_in(*, person: Person, page: int) -> ActionDone | None:
    """The last declaration about a lesson. One query."""
    return ActionDone.objects.filter(person=person, page=page).order_by("-changed_at").first()


def calls_about(*, person: Person, page: int) -> list[StuckReport]:
    """What this person asked about a lesson, newest first. One query."""
    mine = StuckReport.objects.of(person).filter(page=page)
    return list(mine.select_related("answered_by").order_by("-reported_at"))
