"""The micro-courses of one role as threads of lessons, for a page that shows only their outline."""

from collections import defaultdict
from collections.abc import Callable

from django.db.models import Q
from wagtail.models import Page

from courses.outline import Outline, Step

COURSE = ("path", "title", "url_path")
LISTED = (
    "path", "title", "url_path", "microcoursepage__audience", "lessonpage__pk", "lessonpage__minutes"
)  # fmt: skip


def micro_courses_for(audience: str) -> list[Outline]:
    """Published micro-courses of this role, in order, with their published lessons. One query and one address,
    whatever the numbers: both kinds are read together, and every other address follows from the first."""
    courses: dict[str, tuple[str, str]] = {}
    steps: dict[str, list[tuple[int, str, str, int]]] = defaultdict(list)
    kinds = Q(microcoursepage__audience=audience) | Q(lessonpage__isnull=False)
    for path, title, url_path, role, lesson, minutes in (
        Page.objects.live().filter(kinds).order_by("path").values_list(*LISTED)
    ):
        if role:
            courses[path] = (title, url_path)
        elif path[: -Page.steplen] in courses:
            steps[path[: -Page.steplen]].append((lesson, title, url_path, minutes))
    if not courses:
        return []
    first = next(iter(courses.values()))[1]
    site = _before(Page(url_path=first).get_url() or "", first)
    return [
        Outline(
            title,
            site(url_path),
            tuple(Step(pk, name, site(where), minutes) for pk, name, where, minutes in steps[path]),
        )
        for path, (title, url_path) in courses.items()
    ]


def _before(url: str, url_path: str) -> Callable[[str], str]:
    """From the address of one page of a site, that of any other: they differ from their `url_path` by what begins."""
    shared = next((size for size in range(len(url_path)) if url.endswith(url_path[size:])), len(url_path))
    start, head = url[: len(url) - len(url_path) + shared], shared
    return lambda other: f"{start}{other[head:]}" if url else ""
