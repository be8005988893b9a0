"""The micro-courses of one role as threads of lessons, for a page that shows only their outline."""

from collections import defaultdict
from collections.abc import Callable

from wagtail.models import Page

from courses.models import LessonPage, MicroCoursePage
from courses.outline import Outline, Step

COURSE = ("path", "title", "url_path")
LISTED = ("pk", "path", "title", "url_path", "minutes")


def micro_courses_for(audience: str) -> list[Outline]:
    """Published micro-courses of this role, in order, with their published lessons. Two queries and one address,
    whatever the numbers: every other address follows from it."""
    rows = MicroCoursePage.objects.live().filter(audience=audience).order_by("path")
    courses = list(rows.values_list(*COURSE))
    if not courses:
        return []
    steps: dict[str, list[Step]] = defaultdict(list)
    first = courses[0][2]
    site = _before(Page(url_path=first).get_url() or "", first)
    lessons = (
        LessonPage.objects.live()
        .order_by("path")
        .filter(path__startswith=_shared([path for path, _title, _url in courses]))
    )
    for pk, path, title, url_path, minutes in lessons.values_list(*LISTED):
        steps[path[: -Page.steplen]].append(Step(pk, title, site(url_path), minutes))
    return [Outline(title, site(url_path), tuple(steps[path])) for path, title, url_path in courses]


def _before(url: str, url_path: str) -> Callable[[str], str]:
    """From the address of one page of a site, that of any other: they differ from their `url_path` by what begins."""
    shared = next((size for size in range(len(url_path)) if url.endswith(url_path[size:])), len(url_path))
    start, head = url[: len(url) - len(url_path) + shared], shared
    return lambda other: f"{start}{other[head:]}" if url else ""


def _shared(paths: list[str]) -> str:
    """The branch of the tree that holds all these pages."""
    first, last = min(paths), max(paths)
    size = next((rank for rank, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return first[: size - size % Page.steplen]
