"""The gestures of a learner, on what is displayed now."""

from datetime import datetime

from courses.models import LessonPage
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import ActionDone
from lms_onboarding.progress.services import Answer, Attempt, Declaration, attempt_check, declare_action
from tests.progress import lessons


def answer(person: Person, page: LessonPage, rank: int, *, now: datetime, block: int = 1) -> Attempt:
    """Answer with the option of this rank, to what is displayed now."""
    given = Answer(block=lessons.uid(block), option=lessons.option(rank, block=block), revision=page.live_revision_id)
    return attempt_check(person=person, page=page.pk, answer=given, now=now)


def declare(person: Person, page: LessonPage, value: str = "", *, now: datetime) -> ActionDone:
    declaration = Declaration(block=lessons.uid(90), revision=page.live_revision_id, value=value)
    return declare_action(person=person, page=page.pk, declaration=declaration, now=now)
