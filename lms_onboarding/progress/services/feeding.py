"""A quiz that its course names as assessing an objective feeds the assessment; a trainer's word is never replaced."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import LessonPage
from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import SYSTEM
from lms_onboarding.people.services import provider
from lms_onboarding.progress.enums import AssessedBy, Level, Outcome
from lms_onboarding.progress.models import Assessment, CheckAttempt
from lms_onboarding.progress.questions import questions_of
from lms_onboarding.sessions.models import Session

from .assessing import Goal, goals_of, write

Tries = Mapping[str, Sequence[CheckAttempt]]  # by question


def feed_from_quizzes(session: Session, *, now: datetime) -> int:
    """Assess by quiz the objectives that nobody assessed. Returns how many rows were written; twice is once."""
    goals = [goal for goal in goals_of(session) if goal.quiz]
    lessons = LessonPage.objects.in_bulk([goal.quiz for goal in goals])
    if not lessons:
        return 0
    learners = list(Enrolment.objects.confirmed().filter(session=session))
    tries = _tries(learners, list(lessons))
    return sum(_feed(learner, goals, lessons, tries.get(learner.person_id, {}), now=now) for learner in learners)


def _tries(learners: Sequence[Enrolment], pages: Sequence[int]) -> dict[int, dict[int, dict[str, list[CheckAttempt]]]]:
    """Person → page → question → tries, oldest first. One query."""
    found: dict[int, dict[int, dict[str, list[CheckAttempt]]]] = {}
    people = [learner.person_id for learner in learners]
    for one in CheckAttempt.objects.filter(person__in=people, page__in=pages).order_by("pk"):
        found.setdefault(one.person_id, {}).setdefault(one.page_id, {}).setdefault(one.block, []).append(one)
    return found


def _feed(
    learner: Enrolment,
    goals: Sequence[Goal],
    lessons: Mapping[int, LessonPage],
    tries: Mapping[int, Tries],
    *,
    now: datetime,
) -> int:
    if not tries:
        return 0
    with transaction.atomic():
        Enrolment.objects.select_for_update(of=("self",)).get(pk=learner.pk)
        current = {row.objective: row for row in Assessment.objects.current().filter(enrolment=learner)}
        rows = []
        for goal in goals:
            lesson = lessons.get(goal.quiz or 0)
            row = _found(learner, goal, lesson, tries.get(lesson.pk, {})) if lesson else None
            if row is not None and not _known(row, current.get(goal.ref)):
                rows.append(row)
        write(rows, current, by=SYSTEM, now=now)
    return len(rows)


def _found(learner: Enrolment, goal: Goal, lesson: LessonPage, tries: Tries) -> Assessment | None:
    """Acquired: every question answered best at the first try. In progress: at last. Nothing is said of the rest."""
    questions = questions_of(lesson)
    answered = [tries[block] for block in questions if block in tries]
    if not questions or len(answered) < len(questions):
        return None
    reached = [next((one for one in some if one.outcome == Outcome.BEST), None) for some in answered]
    if None in reached:
        return None
    at_once = sum(some[0].outcome == Outcome.BEST for some in answered)
    last = max(one.at for one in reached if one is not None)
    said = _("Quiz « %(lesson)s » : %(count)s réussies du premier coup, sur %(total)d.") % {
        "lesson": lesson.title[:180],
        "count": french.counted(at_once, "question", feminine=True),
        "total": len(answered),
    }
    return Assessment(
        enrolment=learner,
        objective=goal.ref,
        text=goal.text,
        level=Level.ACQUIRED if at_once == len(answered) else Level.IN_PROGRESS,
        evidence=said,
        source=AssessedBy.QUIZ,
        assessed_on=local_date(last, provider().zone),
    )


def _known(row: Assessment, current: Assessment | None) -> bool:
    return current is not None and (current.source == AssessedBy.TRAINER or current.level == row.level)
