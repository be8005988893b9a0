"""« Pourquoi je ne vois pas ce module ? »: every reason, each with what to do."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from courses.models import LessonPage, MicroCoursePage
from lms_onboarding.enrolments.enums import EnrolmentState, Role
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.access import Module, Place, blocking, reasons
from lms_onboarding.progress.enums import Obstacle
from lms_onboarding.progress.services import UnknownLesson, why_hidden
from lms_onboarding.sessions.services import cancel
from tests.progress import lessons

CREATOR = Module("creator", published=True)


def place(state: str = "confirmed", role: str = "creator", *, cancelled: bool = False) -> Place:
    return Place("LMS-12", role, state, cancelled)


@pytest.mark.parametrize(
    ("module", "places", "codes"),
    [
        (CREATOR, [place()], []),
        (CREATOR, [place("completed")], []),
        (CREATOR, [], ["not_enrolled"]),
        (CREATOR, [place("invited")], ["not_confirmed"]),
        (CREATOR, [place("cancelled")], ["enrolment_cancelled"]),
        (CREATOR, [place("abandoned")], ["abandoned"]),
        (CREATOR, [place(cancelled=True)], ["session_cancelled"]),
        (CREATOR, [place("invited"), place()], []),
        (CREATOR, [place("invited"), place("cancelled")], ["not_confirmed", "enrolment_cancelled"]),
        (CREATOR, [place(role="manager")], ["other_role"]),
        (CREATOR, [place(role="")], ["no_role"]),
        (CREATOR, [place(role="manager"), place()], []),
        (Module("creator", published=False), [place()], ["not_published"]),
        (Module("creator", published=False), [], ["not_enrolled", "not_published"]),
        (Module("creator", published=False), [place(role="admin")], ["not_published", "other_role"]),
    ],
)
def test_reasons(module: Module, places: list[Place], codes: list[str], now: datetime) -> None:
    assert [reason.code.value for reason in reasons(module, places, now=now)] == codes


def test_a_scheduled_module_says_when_it_opens(now: datetime) -> None:
    scheduled = Module("creator", published=False, opens_at=now + timedelta(days=7))
    (reason,) = reasons(scheduled, [place()], now=now)
    assert reason.code == Obstacle.OPENS_LATER
    assert "lundi 7\u00a0décembre 2026 à 9\u00a0h" in reason.sentence


def test_a_schedule_that_has_passed_promises_nothing(now: datetime) -> None:
    late = Module("creator", published=False, opens_at=now)
    assert [reason.code for reason in reasons(late, [place()], now=now)] == [Obstacle.NOT_PUBLISHED]


def test_the_module_of_another_role_can_be_opened(now: datetime) -> None:
    assert blocking(CREATOR, [place(role="manager")], now=now) is None


def test_the_fix_names_who_can_mend_it(now: datetime) -> None:
    (reason,) = reasons(CREATOR, [], contact="Solène Le Goff", now=now)
    assert "Solène Le Goff" in reason.fix


PLACES = st.builds(
    Place,
    st.just("LMS-12"),
    st.sampled_from([*Role.values, ""]),
    st.sampled_from(EnrolmentState.values),
    st.booleans(),
)
MODULES = st.builds(Module, st.sampled_from(Role.values), st.booleans())
AT = datetime.fromisoformat("2026-11-30T09:00:00+01:00")


@given(MODULES, st.lists(PLACES, max_size=5))
def test_a_closed_module_always_has_a_reason_with_its_fix(module: Module, places: list[Place]) -> None:
    found = reasons(module, places, now=AT)
    opened = module.published and any(one.is_open for one in places)
    assert (blocking(module, places, now=AT) is None) == opened
    assert all(reason.sentence.endswith(".") and reason.fix.endswith(".") for reason in found)
    assert [reason.blocking for reason in found] == sorted((reason.blocking for reason in found), reverse=True)


@pytest.mark.django_db
def test_an_open_module_is_hidden_by_nothing(
    ines: Person, enrolment: Enrolment, course: MicroCoursePage, lesson: LessonPage, now: datetime
) -> None:
    assert why_hidden(person=ines, page=course.pk, now=now) == []
    assert why_hidden(person=ines, page=lesson.pk, now=now) == []


@pytest.mark.django_db
def test_a_cancelled_session_closes_its_micro_courses(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    cancel(enrolment.session, reason="Trop peu d’inscrits.", options="", by="user/1", now=now)
    (reason,) = why_hidden(person=ines, page=lesson.pk, now=now)
    assert reason.code == Obstacle.SESSION_CANCELLED
    assert "LMS-CREATEUR-2026-12" in reason.sentence


@pytest.mark.django_db
def test_a_lesson_scheduled_in_a_published_course(
    ines: Person, enrolment: Enrolment, course: MicroCoursePage, now: datetime
) -> None:
    page = lessons.lesson(course, live=False)
    page.go_live_at = now + timedelta(days=2)
    page.save()
    (reason,) = why_hidden(person=ines, page=page.pk, now=now)
    assert reason.code == Obstacle.OPENS_LATER


@pytest.mark.django_db
def test_a_page_that_is_no_module(ines: Person, enrolment: Enrolment, now: datetime) -> None:
    with pytest.raises(UnknownLesson):
        why_hidden(person=ines, page=1, now=now)


@pytest.mark.django_db
def test_reasons_cost_three_queries(
    ines: Person,
    enrolment: Enrolment,
    lesson: LessonPage,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(3):
        why_hidden(person=ines, page=lesson.pk, now=now)
