"""The sessions that a file may name: by their code, or by the title of their course and the day they start."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from courses.models import CoursePage
from lms_onboarding.common.folding import fold_code, fold_words
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Session


@dataclass(slots=True, eq=False)
class KnownSession:
    """A session as the import knows it; `pk` is None while it is only about to be created."""

    pk: int | None
    code: str
    course_pk: int
    title: str
    first_day: date | None
    last_day: date | None
    cancelled: bool = False
    released: bool = False
    ended: bool = False
    by_title: bool = True

    @property
    def about(self) -> str:
        """« « LMS – Créateur », le 07/12/2026 », to recognise it in a sentence."""
        if self.first_day is None:
            return _("« %(title)s », sans date") % {"title": self.title}
        return _("« %(title)s », le %(day)s") % {"title": self.title, "day": f"{self.first_day:%d/%m/%Y}"}


@dataclass(frozen=True, slots=True)
class KnownCourse:
    pk: int
    title: str
    slug: str


class Catalogue:
    """Every session and course, read once for a file: two queries, whatever its length."""

    def __init__(self, sessions: list[KnownSession], courses: list[KnownCourse]) -> None:
        self.by_code: dict[str, KnownSession] = {}
        self.by_title: dict[str, list[KnownSession]] = {}
        self.courses: dict[str, list[KnownCourse]] = {}
        for course in courses:
            self.courses.setdefault(fold_words(course.title), []).append(course)
        for session in sessions:
            self.add(session)

    def add(self, session: KnownSession) -> None:
        self.by_code[fold_code(session.code)] = session
        if session.by_title:
            self.by_title.setdefault(fold_words(session.title), []).append(session)

    def with_code(self, text: str) -> KnownSession | None:
        return self.by_code.get(fold_code(text)) if text else None

    def of_course(self, title: str) -> list[KnownSession]:
        return self.by_title.get(fold_words(title), []) if title else []

    def starting(self, title: str, day: date) -> list[KnownSession]:
        """Those of this course that start on `day`: the standing ones, or else the cancelled ones."""
        found = [session for session in self.of_course(title) if session.first_day == day]
        return [session for session in found if not session.cancelled] or found

    def course(self, title: str) -> list[KnownCourse]:
        return self.courses.get(fold_words(title), []) if title else []


def load_catalogue(*, now: datetime) -> Catalogue:
    """The catalogue as it stands; days are those of the provider's time zone."""
    zone = provider().zone
    courses = [KnownCourse(*row) for row in CoursePage.objects.order_by("pk").values_list("pk", "title", "slug")]
    titles = {course.pk: course.title for course in courses}
    sessions = [
        KnownSession(
            pk=pk,
            code=code,
            course_pk=course_pk,
            title=titles[course_pk],
            first_day=starts_at.astimezone(zone).date() if starts_at else None,
            last_day=ends_at.astimezone(zone).date() if ends_at else None,
            cancelled=cancelled_at is not None,
            released=released_at is not None,
            ended=ends_at is not None and ends_at <= now,
            by_title=by_title,
        )
        for pk, code, course_pk, starts_at, ends_at, cancelled_at, released_at, by_title in Session.objects.order_by(
            "starts_at", "pk"
        ).values_list(
            "pk", "code", "course_id", "starts_at", "ends_at", "cancelled_at", "released_at", "matches_by_title"
        )
    ]
    return Catalogue(sessions, courses)
