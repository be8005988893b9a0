"""What is asked before and after the release: the learner's own assessment, questions asked again, an action."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from time_machine import travel

from courses.models import LessonPage
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import expand, marker
from lms_onboarding.mailing.enums import Lane, MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.offboarding.afterwards.recalls import Lesson, choose, sweep_recalls
from lms_onboarding.offboarding.afterwards.self_assessment import ask_self_assessments
from lms_onboarding.offboarding.models import Recall
from lms_onboarding.offboarding.services import release, sweep_closings
from lms_onboarding.surveys.models import Invitation
from tests.factories import surveys
from tests.offboarding.closing.conftest import EVENING, SIGNATORY, Ended
from tests.progress import gestures, lessons

pytestmark = pytest.mark.django_db
WEEK = datetime(2026, 12, 14, 8, tzinfo=UTC)  # nine in Paris


def recall(days: str = "7,30", prompt: str = "Que vérifiez-vous d’abord ?") -> dict[str, object]:
    value = {"days": days, "prompt": prompt, "answer": "Le groupe cible."}
    return {"type": "recall", "id": lessons.uid(700), "value": value}


@pytest.fixture
def shelf(ended: Ended) -> list[LessonPage]:
    """Four lessons of the learners' role, each with something to recall; the last one was hard for Inès."""
    course = lessons.course()
    made = [
        lessons.lesson(course, lessons.check(), recall(prompt=f"Question {rank} ?"), title=f"Leçon {rank}")
        for rank in range(1, 5)
    ]
    for rank in (2, 1):
        gestures.answer(ended.ines.person, made[3], rank, now=datetime(2026, 12, 7, 9, tzinfo=UTC))
    return made


def row(page: int, days: str = "7,30") -> Lesson:
    return Lesson(page, f"Leçon {page}", 4, days, "?", "!")


def test_hard_lessons_come_first_then_the_order_of_the_course() -> None:
    rows = [row(1), row(2), row(3), row(4, "30"), row(5)]
    assert [one.page for one in choose(rows, {5, 3}, days=7)] == [3, 5, 1]
    assert [one.page for one in choose(rows, (), days=7)] == [1, 2, 3]
    assert [one.page for one in choose(rows, {4}, days=30)] == [4, 1, 2]


def test_three_questions_a_week_after_once(ended: Ended, shelf: list[LessonPage]) -> None:
    assert sweep_recalls(now=WEEK - timedelta(minutes=1)) == 0
    assert [sweep_recalls(now=WEEK) for _ in range(2)] == [2, 0]
    asked = Recall.objects.get(enrolment=ended.ines)
    assert [one["prompt"] for one in asked.questions] == ["Question 4 ?", "Question 1 ?", "Question 2 ?"]
    deliver(lane=Lane.NORMAL, clock=lambda: WEEK)
    mail = OutgoingMail.objects.get(key=f"recall/{ended.ines.pk}/7")
    assert "Question 4" in mail.text
    assert "Question 1" not in mail.text


def test_a_recall_too_late_is_not_asked(ended: Ended, shelf: list[LessonPage]) -> None:
    assert sweep_recalls(now=WEEK + timedelta(days=6)) == 0


def test_without_a_recall_nothing_is_asked(ended: Ended) -> None:
    assert sweep_recalls(now=WEEK) == 0
    assert not OutgoingMail.objects.filter(message__startswith="offboarding.recall").exists()


def test_the_page_shows_the_questions_then_their_answers_and_keeps_no_word(
    ended: Ended, shelf: list[LessonPage]
) -> None:
    sweep_recalls(now=WEEK)
    deliver(lane=Lane.NORMAL, clock=lambda: WEEK)
    link = PersonalLink.objects.filter(scope="recall").order_by("pk").first()
    assert link is not None
    visitor = Client()
    with travel(WEEK, tick=False):
        path = str(visitor.get(expand(marker(link), base_url=""))["Location"])
        page = visitor.get(path).content.decode()
        assert page.count("<textarea") == 3
        assert "Le groupe cible" not in page
        assert "Le groupe cible" in visitor.post(path).content.decode()
        assert Client().get(path).status_code == 403
    assert Recall.objects.filter(answered_at=WEEK).count() == 1


def test_their_own_assessment_is_asked_as_the_last_half_day_begins(ended: Ended) -> None:
    surveys.starter()
    before, start = (datetime(2026, 12, 7, hour, 30, tzinfo=UTC) for hour in (11, 12))  # the afternoon begins at 13:30
    assert ask_self_assessments(now=before) == 0
    assert [ask_self_assessments(now=start) for _ in range(2)] == [2, 0]
    asked = Invitation.objects.get(about=ended.ines.key, occasion="exit")
    assert asked.closes_at == datetime(2026, 12, 14, 16, tzinfo=UTC)
    deliver(lane=Lane.NORMAL, clock=lambda: start)
    assert "où en êtes-vous" in OutgoingMail.objects.get(key=f"self-assessment/{ended.ines.pk}").text


def test_nobody_is_asked_again_once_released(ended: Ended) -> None:
    surveys.starter()
    ended.validated()
    release(ended.session, SIGNATORY, by="user/3", now=EVENING)
    assert sweep_closings(now=EVENING).self_assessments == 0


def test_a_question_that_enters_the_bilan_does_not_leave_after_it(ended: Ended) -> None:
    """Queued in the evening for the next morning, while the trainer releases the session at once."""
    surveys.starter()
    night = EVENING.replace(hour=21)
    assert ask_self_assessments(now=night) == 2
    ended.validated()
    release(ended.session, SIGNATORY, by="user/3", now=night)
    morning = night + timedelta(hours=12)
    deliver(lane=Lane.NORMAL, clock=lambda: morning)
    held = OutgoingMail.objects.get(key=f"self-assessment/{ended.ines.pk}")
    assert (held.state, held.reason) == (MailState.SUPPRESSED, "le bilan est déjà remis")
