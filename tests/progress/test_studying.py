"""A learner opens a lesson, answers, declares what was really done; and what is refused loses nothing."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from courses.models import LessonPage, MicroCoursePage
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import CompletedBy, Obstacle, Outcome
from lms_onboarding.progress.models import ActionDone, CheckAttempt, DailyActivity, LessonProgress
from lms_onboarding.progress.services import (
    ActionGone,
    Answer,
    Attempt,
    Declaration,
    LessonClosed,
    ProofRefused,
    QuestionChanged,
    UnknownLesson,
    UnknownOption,
    attempt_check,
    declare_action,
    open_lesson,
)
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory
from tests.progress import lessons

PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.django_db


def answer(person: Person, page: LessonPage, rank: int, *, now: datetime, block: int = 1) -> Attempt:
    """Answer with the option of this rank, to what is displayed now."""
    given = Answer(
        block=lessons.uid(block), option=lessons.option(rank, block=block), revision=page.live_revision_id
    )
    return attempt_check(person=person, page=page.pk, answer=given, now=now)


def declare(person: Person, page: LessonPage, value: str = "", *, now: datetime) -> ActionDone:
    declaration = Declaration(block=lessons.uid(90), revision=page.live_revision_id, value=value)
    return declare_action(person=person, page=page.pk, declaration=declaration, now=now)


def test_opening_twice_keeps_the_first_date(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime, later: datetime
) -> None:
    open_lesson(person=ines, page=lesson, now=now)
    row = open_lesson(person=ines, page=lesson.pk, now=later)
    assert (row.opened_at, row.last_opened_at, row.completed_at) == (now, later, None)
    assert row.enrolment_id == enrolment.pk
    assert row.revision == lesson.live_revision_id
    assert LessonProgress.objects.count() == 1


def test_a_page_read_again_at_once_writes_nothing(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    open_lesson(person=ines, page=lesson, now=now)
    open_lesson(person=ines, page=lesson, now=now + timedelta(minutes=9))
    assert LessonProgress.objects.get().last_opened_at == now
    assert DailyActivity.objects.get().lessons == 1


def test_almost_says_why_and_keeps_the_lesson_open(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    attempt = answer(ines, lesson, 2, now=now)
    assert attempt.outcome == Outcome.ALMOST
    assert attempt.choice.feedback == lessons.ALMOST
    assert not attempt.completed


def test_tries_are_unlimited_and_the_best_answer_completes(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    for minutes, rank in enumerate((2, 3, 2, 3, 1)):
        attempt = answer(ines, lesson, rank, now=now + timedelta(minutes=minutes))
    assert attempt.completed
    assert CheckAttempt.objects.count() == 5
    row = LessonProgress.objects.get()
    assert (row.completed_at, row.completed_by) == (now + timedelta(minutes=4), CompletedBy.CHECK)


def test_a_worse_answer_afterwards_takes_nothing_back(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime, later: datetime
) -> None:
    answer(ines, lesson, 1, now=now)
    assert answer(ines, lesson, 3, now=later).completed
    assert LessonProgress.objects.get().completed_at == now


def test_every_question_must_have_been_answered_best_once(
    ines: Person, enrolment: Enrolment, course: MicroCoursePage, now: datetime
) -> None:
    page = lessons.lesson(course, lessons.check(1), lessons.check(2))
    assert not answer(ines, page, 1, now=now).completed
    assert answer(ines, page, 1, now=now, block=2).completed


def test_the_action_alone_completes_and_is_journalled_once(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime, later: datetime
) -> None:
    declare(ines, lesson, now=now)
    declare(ines, lesson, now=later)
    row = LessonProgress.objects.get()
    assert (row.completed_at, row.completed_by) == (now, CompletedBy.ACTION)
    verbs = list(Entry.objects.about(enrolment.key).values_list("verb", flat=True))
    assert verbs.count("action.declared") == verbs.count("lesson.completed") == 1


def test_declaring_again_corrects_the_value_and_keeps_the_date(
    ines: Person, enrolment: Enrolment, course: MicroCoursePage, now: datetime, later: datetime
) -> None:
    page = lessons.lesson(course, lessons.action(proof="number"))
    declare(ines, page, "12", now=now)
    done = declare(ines, page, " 1 4 ", now=later)
    assert (done.value, done.done_at, done.changed_at) == ("14", now, later)
    assert ActionDone.objects.count() == 1


@pytest.mark.parametrize(
    ("proof", "value"),
    [
        ("number", "douze"),
        ("link", "exemple"),
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
    ("proof", "value", "kept"),
    [
        ("yes_no", "peu importe", ""),
        ("number", "1,5", "1,5"),
        ("link", "https://lms.exemple.fr/module/3?onglet=suivi", "https://lms.exemple.fr/module/3?onglet=suivi"),
        ("short_text", "  Module publié   pour le groupe test ", "Module publié pour le groupe test"),
        ("screenshot", "", ""),
    ],
)
def test_a_proof_is_kept_short(
    ines: Person, enrolment: Enrolment, course: MicroCoursePage, now: datetime, proof: str, value: str, kept: str
) -> None:
    page = lessons.lesson(course, lessons.action(proof=proof))
    assert declare(ines, page, value, now=now).value == kept


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


def test_a_lesson_of_an_unpublished_micro_course_is_closed(
    ines: Person, enrolment: Enrolment, now: datetime
) -> None:
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


def test_a_lesson_of_another_role_may_be_followed(ines: Person, enrolment: Enrolment, now: datetime) -> None:
    page = lessons.lesson(lessons.course("manager"))
    assert open_lesson(person=ines, page=page, now=now).enrolment_id == enrolment.pk


def test_the_enrolment_of_the_role_is_the_one_concerned(
    ines: Person, enrolment: Enrolment, now: datetime
) -> None:
    manager = EnrolmentFactory(person=ines, session=SessionFactory(opened=True), role="manager")
    page = lessons.lesson(lessons.course("manager"))
    assert open_lesson(person=ines, page=page, now=now).enrolment_id == manager.pk
    assert DailyActivity.objects.get().enrolment_id == manager.pk


def test_what_one_does_is_nobody_elses(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime, later: datetime
) -> None:
    hugo = people.person("Hugo", "Lemaire", "hugo@exemple.fr")
    EnrolmentFactory(person=hugo, session=enrolment.session)
    answer(ines, lesson, 1, now=now)
    declare(ines, lesson, now=now)
    before = list(LessonProgress.objects.filter(person=ines).values())
    assert not answer(hugo, lesson, 2, now=later).completed
    assert list(LessonProgress.objects.filter(person=ines).values()) == before
    assert DailyActivity.objects.filter(enrolment=enrolment).get().last_at == now


def test_what_was_done_outlives_the_lesson(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    answer(ines, lesson, 1, now=now)
    lesson.delete()
    row = LessonProgress.objects.get()
    assert (row.title, row.completed_at) == ("Choisir le bon format", now)
    assert CheckAttempt.objects.count() == 1


def test_the_clock_going_back_does_not_break_a_lesson(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime, later: datetime
) -> None:
    open_lesson(person=ines, page=lesson, now=later)
    answer(ines, lesson, 2, now=now)
    assert LessonProgress.objects.get().last_opened_at == later


def test_the_database_refuses_a_second_row_and_a_completion_without_reason(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    row = open_lesson(person=ines, page=lesson, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        LessonProgress.objects.filter(pk=row.pk).update(completed_at=now)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_queries_do_not_depend_on_tries(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime, django_assert_max_num_queries: object
) -> None:
    answer(ines, lesson, 2, now=now)
    for minutes in range(1, 30):
        answer(ines, lesson, 3, now=now + timedelta(minutes=minutes))
    with django_assert_max_num_queries(14):  # type: ignore[operator]  # a fixture of pytest-django
        answer(ines, lesson, 2, now=now + timedelta(hours=1))
