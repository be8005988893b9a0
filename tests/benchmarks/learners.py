"""Learners who signed in, a week before their session, and a site with its lessons: what pages are measured on."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from courses.models import LessonPage, MicroCoursePage
    from lms_onboarding.people.models import Person

NOW: Final = datetime(2026, 11, 30, 9, tzinfo=ZoneInfo("Europe/Paris"))
STARTS: Final = date(2026, 12, 7)
PER_COURSE: Final = 60
HOST: Final = "127.0.0.1"


@dataclass(frozen=True)
class Learner:
    """A person, and the test client of their browser."""

    person: "Person"
    client: Any


def now() -> datetime:
    """The clock of these benchmarks (LMSO_CLOCK)."""
    return NOW


def site() -> "MicroCoursePage":
    """The provider and the starter content; returns the first micro-course of the creators."""
    from courses.models import MicroCoursePage  # noqa: PLC0415  Django comes first
    from courses.services import load_starter_content  # noqa: PLC0415
    from tests.factories import people  # noqa: PLC0415

    people.with_documents(people.provider(payment_terms="à trente jours", early_stop_terms="au prorata"))
    load_starter_content(now=NOW)
    found = MicroCoursePage.objects.filter(audience="creator").order_by("path").first()
    assert found is not None
    return found


def keep_lessons(course: "MicroCoursePage", count: int) -> None:
    """Nothing published for this role but the first `count` lessons of one micro-course."""
    from courses.models import LessonPage, MicroCoursePage  # noqa: PLC0415

    MicroCoursePage.objects.filter(audience=course.audience).exclude(pk=course.pk).update(live=False)
    kept = [page.pk for page in course.lessons()[:count]]
    LessonPage.objects.child_of(course).exclude(pk__in=kept).update(live=False)


def add_lessons(course: "MicroCoursePage", count: int) -> None:
    """`count` lessons more for the same role: the first ones in this micro-course, the others beside it."""
    from courses.models import LessonPage, MicroCourseIndexPage, MicroCoursePage  # noqa: PLC0415

    model = LessonPage.objects.child_of(course).first()
    assert model is not None
    index = MicroCourseIndexPage.objects.get()
    for number in range(count):
        if number and number % PER_COURSE == 0:
            title = f"Micro-cours {number}"
            page = MicroCoursePage(
                title=title, slug=f"micro-cours-{number}", audience=course.audience, summary=title, why=title
            )
            course = index.add_child(instance=page)
        lesson = LessonPage(
            title=f"Leçon {number}", slug=f"lecon-{number}", minutes=3, objective="Savoir.", body=model.body
        )
        course.add_child(instance=lesson)
        course.refresh_from_db()


def learner(name: str, *, enrolments: int = 1) -> Learner:
    """Somebody with this many confirmed enrolments, signed in, whose kit has left and who may book a call."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    from tests.factories.enrolments import EnrolmentFactory  # noqa: PLC0415
    from tests.factories.people import PersonFactory  # noqa: PLC0415
    from tests.factories.sessions import SessionFactory  # noqa: PLC0415
    from tests.support.keys import signed_in  # noqa: PLC0415

    email = f"{name}@exemple.fr"
    account = get_user_model().objects.create_user(email, first_name=name.capitalize(), last_name="Berthier")
    person = PersonFactory(first_name=name.capitalize(), email=email, account=account)
    for number in range(enrolments):
        first_day = STARTS + timedelta(days=28 * number)
        session = SessionFactory(starts=first_day, opened=True, modality="blended")
        EnrolmentFactory(person=person, session=session, role="creator")
        _offer_call(session, first_day)
    return Learner(person, signed_in(account))


def _offer_call(session: Any, first_day: date) -> None:
    from lms_onboarding.sessions.models import Session  # noqa: PLC0415
    from lms_onboarding.welcome.services import CallOffer, offer_slots  # noqa: PLC0415
    from tests.factories.sessions import karim  # noqa: PLC0415

    # a diary has no two calls at once: sessions that start together call at different minutes
    first = datetime.combine(first_day - timedelta(days=3), time(9), NOW.tzinfo)
    first += timedelta(minutes=15 * (Session.objects.filter(starts_at=session.starts_at).count() - 1))
    starts = [first + timedelta(hours=hour) for hour in range(4)]
    offer_slots(session, CallOffer(trainer=karim(), starts=starts), by="system", now=NOW)


def send() -> None:
    """What the worker's calendar runs on that morning: questions asked, kits drawn and sent."""
    from lms_onboarding.mailing.services import deliver  # noqa: PLC0415
    from lms_onboarding.welcome.services import sweep  # noqa: PLC0415

    sweep(now=NOW)
    deliver(clock=now)


def read(who: Learner, course: "MicroCoursePage") -> None:
    """They opened every lesson of the micro-course, and answered the questions of the first."""
    from lms_onboarding.progress.services import questions_of  # noqa: PLC0415

    for page in course.lessons():
        response = who.client.get(page.get_url(), HTTP_HOST=HOST)
        assert response.status_code == 200, response.status_code
    lesson = first_lesson(course)
    for question in questions_of(lesson).values():
        answer = {"block": question.block, f"reponse-{question.block}": question.choices[0].option}
        form = answer | {"revision": str(lesson.live_revision_id or "")}
        response = who.client.post(f"/portail/lecons/{lesson.pk}/reponse/", form, HTTP_HOST=HOST)
        assert response.status_code == 302, response.status_code


def first_lesson(course: "MicroCoursePage") -> "LessonPage":
    """The one measured: the first of the starter content, which has a question, steps and an action."""
    from courses.models import LessonPage  # noqa: PLC0415

    found = LessonPage.objects.child_of(course).live().order_by("path").first()
    assert found is not None
    return found
