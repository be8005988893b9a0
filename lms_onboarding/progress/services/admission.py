"""Who comes in: the lesson, its micro-course, and the enrolment concerned. Three queries, whatever the numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from courses.models import LessonPage, MicroCoursePage
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.access import Module, Place, Reason, blocking, reasons
from lms_onboarding.progress.refusals import LessonClosed, UnknownLesson
from lms_onboarding.progress.rules import Standing, concerned

# What decides, and no more: a session also holds its frozen programme.
PLACE_FIELDS: Final = (
    "role", "state", "created_at", "session__code", "session__cancelled_at", "session__starts_at", "session__ends_at"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Admission:
    """The right to work in a lesson. `enrolment` is the pk of the one concerned."""

    lesson: LessonPage
    audience: str
    enrolment: int


@dataclass(frozen=True, slots=True)
class Places:
    """The enrolments of a person, read once: `all` for the reasons, `open` for what can be done."""

    all: Sequence[Place]
    open: Sequence[Standing]

    def concerned(self, audience: str, *, now: datetime) -> int | None:
        """The pk of the enrolment in which something of this audience is done."""
        chosen = concerned(self.open, audience=audience, now=now)
        return chosen.pk if chosen else None


def places_of(person: Person) -> Places:
    """One query. Newest first, so that what is said of a closed place is about the last one."""
    found = Enrolment.objects.filter(person=person).select_related("session").order_by("-created_at", "-pk")
    return places_among(found.only(*PLACE_FIELDS))


def places_among(enrolments: Iterable[Enrolment]) -> Places:
    """The same, from the enrolments of one person that the caller has read with their sessions, newest first."""
    places: list[Place] = []
    standings: list[Standing] = []
    for enrolment in enrolments:
        session = enrolment.session
        place = Place(session.code, enrolment.role, enrolment.state, session.cancelled_at is not None)
        places.append(place)
        if place.is_open:
            standings.append(Standing(enrolment.pk, enrolment.role, session.starts_at, session.ends_at))
    return Places(places, standings)


def module_of(course: MicroCoursePage, lesson: LessonPage | None = None) -> Module:
    """A micro-course, or one of its lessons, as access sees it: a lesson is open when both are published."""
    pages = [page for page in (course, lesson) if page is not None]
    closed = [page for page in pages if not page.live]
    scheduled = [page.go_live_at for page in closed]
    # Every closed page must have a date for the module to have one; the last of them opens it.
    opens_at = max((at for at in scheduled if at), default=None) if all(scheduled) else None
    return Module(course.audience, not closed, opens_at)


def why_hidden(*, person: Person, page: int, contact: str = "", now: datetime) -> list[Reason]:
    """Why this person does not see this micro-course or lesson, with what to do; empty when they do.

    Raises UnknownLesson when there is no such page.
    """
    lesson = LessonPage.objects.filter(pk=page).first()
    course = _course_of(lesson) if lesson else MicroCoursePage.objects.filter(pk=page).first()
    if course is None:
        raise UnknownLesson
    return reasons(module_of(course, lesson), places_of(person).all, contact=contact, now=now)


def admit(*, person: Person, page: int | LessonPage, now: datetime, even_unpublished: bool = False) -> Admission:
    """Let this person work in this lesson. Raises UnknownLesson, LessonClosed.

    `even_unpublished`: somebody who asks for help is heard, were the lesson withdrawn meanwhile.
    """
    lesson = page if isinstance(page, LessonPage) else LessonPage.objects.filter(pk=page).first()
    course = _course_of(lesson) if lesson else None
    if lesson is None or course is None:
        raise UnknownLesson
    places = places_of(person)
    module = Module(course.audience, published=True) if even_unpublished else module_of(course, lesson)
    reason = blocking(module, places.all, now=now)
    if reason is not None:
        raise LessonClosed(reason)
    enrolment = places.concerned(course.audience, now=now)
    if enrolment is None:
        msg = "A person without an open place always has a blocking reason."
        raise AssertionError(msg)
    return Admission(lesson, course.audience, enrolment)


def _course_of(lesson: LessonPage) -> MicroCoursePage | None:
    return MicroCoursePage.objects.ancestor_of(lesson).first()
