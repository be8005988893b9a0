"""The learner's home: kit, questions, calls, lessons, documents and people, against the base template served bare."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from . import learners, pages, setting
from .measure import Measure, hand_over

if TYPE_CHECKING:
    from courses.models import MicroCoursePage

HOME = "/portail/"


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
        yield pages.measured("learner_home", HOME, pages.Browser(application, one), says="Convocation")
        browsers = {"1 enrolment": pages.Browser(application, one), "5 enrolments": pages.Browser(application, five)}
        yield pages.counted("learner_home", lambda: _settings(course, browsers))


def _settings(
    course: "MicroCoursePage", browsers: dict[str, pages.Browser]
) -> Iterator[tuple[str, str, pages.Browser]]:
    learners.keep_lessons(course, pages.FEW)
    yield from ((f"{pages.FEW} lessons, {who}", HOME, browser) for who, browser in browsers.items())
    learners.add_lessons(course, pages.MANY - pages.FEW)
    yield from ((f"{pages.MANY} lessons, {who}", HOME, browser) for who, browser in browsers.items())


if __name__ == "__main__":
    main()
