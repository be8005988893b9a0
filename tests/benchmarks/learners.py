"""Learners who signed in, and a site with its lessons: what the pages of the portal are measured on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from courses.models import LessonPage, MicroCoursePage
    from lms_onboarding.people.models import Person

NOW: Final = datetime(2026, 11, 30, 9, tzinfo=ZoneInfo("Europe/Paris"))
STARTS: Final = date(2026, 12, 7)


@dataclass(frozen=True)
class Learner:
    """A person, and the test client of their browser."""

    person: "Person"
    client: Any


def site(*, lessons: int = 0) -> "MicroCoursePage":
    """The starter content, and `lessons` more in a micro-course of the creators; returns the first of theirs."""
    from courses.models import LessonPage, MicroCourseIndexPage, MicroCoursePage  # noqa: PLC0415  Django comes first
    from courses.services import load_starter_content  # noqa: PLC0415

    load_starter_content(now=NOW)
    first = MicroCoursePage.objects.filter(audience="creator").order_by("path").first()
    assert first is not None
    if lessons:
        model = LessonPage.objects.child_of(first).first()
        assert model is not None
        index = MicroCourseIndexPage.objects.get()
        long = index.add_child(
            instance=MicroCoursePage(title="Long", slug="long", audience="creator", summary="Long.", why="Long.")
        )
        for number in range(lessons):
            page = LessonPage(
                title=f"Leçon {number}", slug=f"lecon-{number}", minutes=3, objective="Savoir.", body=model.body
            )
            long.add_child(instance=page)
            long.refresh_from_db()
    return first


def learner(name: str, *, enrolments: int = 1) -> Learner:
    """Somebody with this many confirmed enrolments, signed in."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from tests.factories.enrolments import EnrolmentFactory  # noqa: PLC0415
    from tests.factories.people import PersonFactory  # noqa: PLC0415
    from tests.factories.sessions import SessionFactory  # noqa: PLC0415

    email = f"{name}@exemple.fr"
    account = get_user_model().objects.create_user(email, first_name=name.capitalize(), last_name="Berthier")
    person = PersonFactory(first_name=name.capitalize(), email=email, account=account)
    for number in range(enrolments):
        session = SessionFactory(starts=STARTS + timedelta(days=28 * number), opened=True)
        EnrolmentFactory(person=person, session=session, role="creator")
    client = Client()
    client.force_login(account)
    return Learner(person, client)


def first_lesson(course: "MicroCoursePage") -> "LessonPage":
    """The one measured: the first of the starter content."""
    found = course.lessons().first()
    assert found is not None
    return found
