"""Inès, Créateur, in a session that runs from 7 December 2026, with a lesson to follow."""

from datetime import datetime

import pytest

from courses.models import LessonPage, MicroCoursePage
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.progress.models import StuckReport
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory
from tests.progress import calls, lessons


@pytest.fixture
def organisation(db: None) -> ProviderSettings:
    return people.provider()


@pytest.fixture
def ines(organisation: ProviderSettings) -> Person:
    return people.person("Inès", "Berthier", "ines@exemple.fr")


@pytest.fixture
def enrolment(ines: Person) -> Enrolment:
    session = SessionFactory(code="LMS-CREATEUR-2026-12", opened=True)
    return EnrolmentFactory(person=ines, session=session, role="creator")


@pytest.fixture
def course(db: None) -> MicroCoursePage:
    return lessons.course()


@pytest.fixture
def lesson(course: MicroCoursePage) -> LessonPage:
    """One question (block 1) and one action (block 90)."""
    return lessons.lesson(course, lessons.check(), lessons.action())


@pytest.fixture
def later(now: datetime) -> datetime:
    """Two hours after `now`: Monday 30 November 2026 at 11 h."""
    return now.replace(hour=11)


@pytest.fixture
def solene(organisation: ProviderSettings) -> Person:
    """The provider's pedagogical referent."""
    assert organisation.pedagogical_referent is not None
    return organisation.pedagogical_referent


@pytest.fixture
def report(ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime) -> StuckReport:
    return calls.call(ines, lesson, now=now)
