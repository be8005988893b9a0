"""A learner opens a lesson, answers, and declares what was really done."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from courses.models import LessonPage, MicroCoursePage
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import CompletedBy, Outcome
from lms_onboarding.progress.models import ActionDone, CheckAttempt, DailyActivity, LessonProgress
from lms_onboarding.progress.services import (
    open_lesson,
)
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory
from tests.progress import lessons
from tests.progress.gestures import answer, declare

pytestmark = pytest.mark.django_db


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


def test_a_lesson_of_another_role_may_be_followed(ines: Person, enrolment: Enrolment, now: datetime) -> None:
    page = lessons.lesson(lessons.course("manager"))
    assert open_lesson(person=ines, page=page, now=now).enrolment_id == enrolment.pk


def test_the_enrolment_of_the_role_is_the_one_concerned(ines: Person, enrolment: Enrolment, now: datetime) -> None:
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


def test_a_page_read_again_costs_three_queries(
    ines: Person,
    enrolment: Enrolment,
    lesson: LessonPage,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    open_lesson(person=ines, page=lesson, now=now)
    with django_assert_num_queries(3):
        open_lesson(person=ines, page=lesson, now=now)


def test_queries_do_not_depend_on_tries(
    ines: Person,
    enrolment: Enrolment,
    lesson: LessonPage,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    answer(ines, lesson, 2, now=now)
    for minutes in range(1, 30):
        answer(ines, lesson, 3, now=now + timedelta(minutes=minutes))
    with django_assert_max_num_queries(14):
        answer(ines, lesson, 2, now=now + timedelta(hours=1))
