"""A micro-course as a thread of lessons: where one is, what is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Step:
    """One lesson of the thread."""

    pk: int
    title: str
    url: str
    minutes: int


@dataclass(frozen=True)
class Outline:
    """`position` counts from 1; 0 outside of any lesson."""

    title: str
    url: str
    steps: tuple[Step, ...]
    position: int = 0

    @property
    def minutes(self) -> int:
        """The duration of a micro-course is the sum of its lessons: it is stored nowhere."""
        return sum(step.minutes for step in self.steps)

    @property
    def minutes_left(self) -> int:
        """What is left, this lesson included."""
        return sum(step.minutes for step in self.steps[max(self.position - 1, 0) :])

    @property
    def current(self) -> Step | None:
        return self.steps[self.position - 1] if self.position else None

    @property
    def previous(self) -> Step | None:
        return self.steps[self.position - 2] if self.position > 1 else None

    @property
    def next(self) -> Step | None:
        """The lesson that follows; outside of a lesson, the first."""
        return self.steps[self.position] if self.position < len(self.steps) else None


def outline_of(course: Any, lessons: Iterable[Any], *, request: HttpRequest | None, current: Any = None) -> Outline:
    """`course`: its page; `lessons`: its LessonPages, in order; `current`: the one being read. No query of its own."""
    found = list(lessons)
    if current is not None and current.pk not in {lesson.pk for lesson in found}:
        found.append(current)  # a draft being previewed has its place, at the end
    base = _base(course, request, current)
    steps = tuple(Step(lesson.pk, lesson.title, _under(base, course, lesson), lesson.minutes) for lesson in found)
    position = next((rank for rank, step in enumerate(steps, 1) if current is not None and step.pk == current.pk), 0)
    return Outline(course.title, base, steps, position)


def _base(course: Any, request: HttpRequest | None, current: Any) -> str:
    """The address of the micro-course. A lesson that is being served tells it by its own, without a question to the
    database."""
    if request is not None and current is not None:
        tail = current.url_path.removeprefix(course.url_path)
        if tail and request.path.endswith(f"/{course.url_path.rstrip('/').rpartition('/')[2]}/{tail}"):
            return request.path.removesuffix(tail)
    return course.get_url(request) or ""


def _under(base: str, course: Any, lesson: Any) -> str:
    """The address of a lesson follows from that of its course: asking the site for each would cost more than the
    rest of the page."""
    return f"{base}{lesson.url_path.removeprefix(course.url_path)}" if base else ""
