"""What a lesson refuses: a sentence that says how to mend it, and nothing lost or leaked."""

from datetime import datetime

import pytest

from courses.models import LessonPage, MicroCoursePage
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import Obstacle
from lms_onboarding.progress.models import ActionDone, CheckAttempt, LessonProgress
from lms_onboarding.progress.services import (
    ActionGone,
    Answer,
    LessonClosed,
    ProofRefused,
    QuestionChanged,
    UnknownLesson,
    UnknownOption,
    attempt_check,
    open_lesson,
)
from tests.progress import lessons
from tests.progress.gestures import answer, declare

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("proof", "value"),
    [
        ("number", "douze"),
        ("link", "exemple"),
        ("link", "https://[exemple.fr/"),
        ("link", "javascript:alert(1)"),
        ("link", "https://moi:secret@exemple.fr/"),
        ("short_text", ""),
        ("short_text", "Testé avec hugo.lemaire@exemple.fr"),
        ("short_text", "Appelez le 06 12 34 56 78"),
        ("screenshot", "Vue de paul@exemple.fr"),
        ("short_text", "x" * 201),
    ],
)
def test_a_proof_that_cannot_be_kept_is_refused_with_its_remedy(
    ines: Person, enrolment: Enrolment, course: MicroCoursePage, now: datetime, proof: str, value: str
) -> None:
    page = lessons.lesson(course, lessons.action(proof=proof))
    with pytest.raises(ProofRefused) as refused:
        declare(ines, page, value, now=now)
    assert refused.value.sentence.endswith(".")
    assert refused.value.field == "value"
    assert not ActionDone.objects.exists()
    assert not LessonProgress.objects.filter(completed_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("proof", "words"),
    [
        ("yes_no", ("peu importe", "")),
        ("number", ("1,5", "1,5")),
        ("link", ("https://lms.exemple.fr/module/3?onglet=suivi", "https://lms.exemple.fr/module/3?onglet=suivi")),
        ("short_text", ("  Module publié   pour le groupe test ", "Module publié pour le groupe test")),
        ("screenshot", ("", "")),
    ],
)
def test_a_proof_is_kept_short(
    ines: Person, enrolment: Enrolment, course: MicroCoursePage, now: datetime, proof: str, words: tuple[str, str]
) -> None:
    page = lessons.lesson(course, lessons.action(proof=proof))
    typed, kept = words
    assert declare(ines, page, typed, now=now).value == kept


def test_an_answer_to_a_question_that_changed_is_refused_and_loses_nothing(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime, later: datetime
) -> None:
    answer(ines, lesson, 2, now=now)
    seen = lesson.live_revision_id
    lessons.republish(lesson, lessons.check(question="Et pour un geste à reproduire ?"), lessons.action())
    given = Answer(block=lessons.uid(1), option=lessons.option(1), revision=seen)
    with pytest.raises(QuestionChanged, match="Cette question a changé"):
        attempt_check(person=ines, page=lesson.pk, answer=given, now=later)
    assert CheckAttempt.objects.count() == 1
    assert LessonProgress.objects.get().completed_at is None


def test_an_answer_counts_when_only_the_rest_of_the_lesson_changed(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    seen = lesson.live_revision_id
    lessons.republish(lesson, lessons.check(), lessons.check(2), lessons.action(), title="Bien choisir le format")
    given = Answer(block=lessons.uid(1), option=lessons.option(1), revision=seen)
    attempt_check(person=ines, page=lesson.pk, answer=given, now=now)
    assert CheckAttempt.objects.get().revision == seen


@pytest.mark.parametrize("revision", [None, 0, 987_654_321])
def test_an_answer_to_an_unknown_revision_is_refused(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime, revision: int | None
) -> None:
    given = Answer(block=lessons.uid(1), option=lessons.option(1), revision=revision)
    with pytest.raises(QuestionChanged):
        attempt_check(person=ines, page=lesson.pk, answer=given, now=now)


def test_a_revision_of_another_lesson_answers_nothing(
    ines: Person, enrolment: Enrolment, course: MicroCoursePage, lesson: LessonPage, now: datetime
) -> None:
    other = lessons.lesson(course, lessons.check())
    given = Answer(block=lessons.uid(1), option=lessons.option(1), revision=other.live_revision_id)
    with pytest.raises(QuestionChanged):
        attempt_check(person=ines, page=lesson.pk, answer=given, now=now)


@pytest.mark.parametrize("given", ["", "9", "<script>"])
def test_no_answer_or_a_strange_one_asks_to_choose(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime, given: str
) -> None:
    chosen = Answer(block=lessons.uid(1), option=given, revision=lesson.live_revision_id)
    with pytest.raises(UnknownOption, match="Choisissez l’une des réponses"):
        attempt_check(person=ines, page=lesson.pk, answer=chosen, now=now)
    assert not CheckAttempt.objects.exists()


def test_the_action_of_another_lesson_is_gone(
    ines: Person, enrolment: Enrolment, course: MicroCoursePage, now: datetime
) -> None:
    with pytest.raises(ActionGone):
        declare(ines, lessons.lesson(course), now=now)


def test_a_lesson_that_is_not_published_is_closed_and_leaks_nothing(
    ines: Person, enrolment: Enrolment, course: MicroCoursePage, now: datetime
) -> None:
    page = lessons.lesson(course, title="Secret de fabrique", live=False)
    for attempt in (
        lambda: open_lesson(person=ines, page=page.pk, now=now),
        lambda: answer(ines, page, 1, now=now),
        lambda: declare(ines, page, now=now),
    ):
        with pytest.raises(LessonClosed) as refused:
            attempt()
        assert refused.value.reason.code == Obstacle.NOT_PUBLISHED
        assert "Secret" not in refused.value.sentence
    assert not LessonProgress.objects.exists()


def test_a_lesson_of_an_unpublished_micro_course_is_closed(ines: Person, enrolment: Enrolment, now: datetime) -> None:
    hidden = lessons.course(live=False)
    page = lessons.lesson(hidden)
    with pytest.raises(LessonClosed):
        open_lesson(person=ines, page=page, now=now)


def test_a_lesson_that_does_not_exist(ines: Person, enrolment: Enrolment, now: datetime) -> None:
    with pytest.raises(UnknownLesson):
        open_lesson(person=ines, page=987_654, now=now)


def test_nobody_studies_without_a_place(ines: Person, lesson: LessonPage, now: datetime) -> None:
    with pytest.raises(LessonClosed) as refused:
        open_lesson(person=ines, page=lesson, now=now)
    assert refused.value.reason.code == Obstacle.NOT_ENROLLED
