"""A lesson with its question, its action and what this learner did in it, against the base template served bare."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from . import learners, pages, setting
from .measure import Measure, hand_over

if TYPE_CHECKING:
    from courses.models import MicroCoursePage


def main() -> None:
    setting.start()
    hand_over(list(_measure()), setting.result_path())


def _measure() -> Iterator[Measure]:
    with pages.application() as application:
        course = learners.site()
        one, five = learners.learner("ines"), learners.learner("hugo", enrolments=pages.ENROLMENTS)
        learners.send()
        learners.read(one, course)
        learners.read(five, course)
        url = learners.first_lesson(course).get_url() or ""
        yield pages.measured("lesson_page", url, pages.Browser(application, one), says="Je suis bloqué")
        browsers = {"1 enrolment": pages.Browser(application, one), "5 enrolments": pages.Browser(application, five)}
        yield pages.counted("lesson_page", lambda: _settings(course, url, browsers))


def _settings(
    course: "MicroCoursePage", url: str, browsers: dict[str, pages.Browser]
) -> Iterator[tuple[str, str, pages.Browser]]:
    learners.keep_lessons(course, pages.FEW)
    yield from ((f"{pages.FEW} lessons, {who}", url, browser) for who, browser in browsers.items())
    learners.add_lessons(course, pages.MANY - pages.FEW)
    yield from ((f"{pages.MANY} lessons, {who}", url, browser) for who, browser in browsers.items())


if __name__ == "__main__":
    main()
