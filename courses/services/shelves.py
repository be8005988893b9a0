"""The micro-courses of one role as threads of lessons, for a page that shows only their outline."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import CharField, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Left, Length
from django.urls import reverse
from wagtail.models import Page, Site

from courses.models import LessonPage, MicroCoursePage
from courses.outline import Outline, Step
from lms_onboarding.common.prepared import Given, Prepared

LAST: Final = "~"  # after whatever a path is made of: what begins with a path lies between it and this
LISTED = (
    "path", "title", "url_path", "microcoursepage__audience", "lessonpage__pk", "lessonpage__minutes", "root", "sites"
)  # fmt: skip
AROUND = ("pk", "path", "title", "url_path", "lessonpage__minutes", "live", "go_live_at", "microcoursepage__audience")


def micro_courses_for(audience: str) -> list[Outline]:
    """Published micro-courses of this role, in order, with their published lessons. One query, whatever the numbers:
    both kinds are read together, and the site comes along, that every address is made from."""
    courses: dict[str, tuple[str, str]] = {}
    steps: dict[str, list[tuple[int, str, str, int]]] = defaultdict(list)
    site: Callable[[str], str] | None = None
    for path, title, url_path, role, lesson, minutes, root, sites in _SHELF.rows(audience=audience):
        site = site or _addresses(root or "", sites or 0, url_path)
        if role:
            courses[path] = (title, url_path)
        elif path[: -Page.steplen] in courses:
            steps[path[: -Page.steplen]].append((lesson, title, url_path, minutes))
    if site is None:
        return []
    return [
        Outline(
            title,
            site(url_path),
            tuple(Step(pk, name, site(where), minutes) for pk, name, where, minutes in steps[path]),
        )
        for path, (title, url_path) in courses.items()
    ]


def roles_served() -> frozenset[str]:
    """The roles that have a published micro-course with a published lesson. One query."""
    parent = Left("path", Length("path") - Page.steplen)
    lessons = LessonPage.objects.live().annotate(parent=parent).filter(parent=OuterRef("path"))
    courses = MicroCoursePage.objects.live().filter(Exists(lessons)).order_by()
    return frozenset(courses.values_list("audience", flat=True).distinct())


def _shelf() -> Any:
    kinds = Q(microcoursepage__audience=Given("audience", CharField())) | Q(lessonpage__isnull=False)
    return Page.objects.live().filter(kinds).order_by("path").annotate(**_site()).values_list(*LISTED)


_SHELF = Prepared(_shelf)


def _site() -> dict[str, Subquery]:
    """Where the only site begins, and how many there are."""
    everything = Site.objects.annotate(one=Value(1)).values("one").annotate(number=Count("pk"))
    return {
        "root": Subquery(Site.objects.order_by("pk").values(path=F("root_page__url_path"))[:1]),
        "sites": Subquery(everything.values("number")),
    }


def _addresses(root: str, sites: int, url_path: str) -> Callable[[str], str]:
    """From the `url_path` of a page to its address, as Wagtail makes it. With several sites, the address of one page
    is asked for, and gives the others: they differ from their `url_path` by what begins."""
    if sites == 1 and root:
        head = reverse("wagtail_serve", args=[""])
        return lambda other: f"{head}{other.removeprefix(root)}" if other.startswith(root) else ""
    return _before(Page(url_path=url_path).get_url() or "", url_path)


def _before(url: str, url_path: str) -> Callable[[str], str]:
    """From the address of one page of a site, that of any other: they differ from their `url_path` by what begins."""
    shared = next((size for size in range(len(url_path)) if url.endswith(url_path[size:])), len(url_path))
    start, head = url[: len(url) - len(url_path) + shared], shared
    return lambda other: f"{start}{other[head:]}" if url else ""


@dataclass(frozen=True, slots=True)
class Sibling:
    """A lesson of the same micro-course, as `outline_of` needs it."""

    pk: int
    title: str
    url_path: str
    minutes: int


def around(lesson: LessonPage) -> tuple[MicroCoursePage, list[Sibling]]:
    """The micro-course of a lesson, with what decides who may follow it, and its published lessons. One query.

    Raises MicroCoursePage.DoesNotExist for a lesson that stands under nothing of the kind.
    """
    above = lesson.path[: -Page.steplen]
    course: MicroCoursePage | None = None
    lessons: list[Sibling] = []
    around_it = {"above": above, "last": f"{above}{LAST}", "depth": lesson.depth}
    for pk, path, title, url_path, minutes, live, go_live_at, audience in _AROUND.rows(**around_it):
        if path != above:
            lessons.append(Sibling(pk, title, url_path, minutes))
        elif audience is not None:
            course = _course(
                id=pk, path=path, title=title, url_path=url_path, live=live, go_live_at=go_live_at, audience=audience
            )
    if course is None:
        raise MicroCoursePage.DoesNotExist
    return course, lessons


def _beside() -> Any:
    above = Given("above", CharField())
    beside = Q(path__gt=above, path__lt=Given("last", CharField()), depth=Given("depth", IntegerField()), live=True)
    return Page.objects.filter(Q(path=above) | beside).order_by("path").values_list(*AROUND)


_AROUND = Prepared(_beside)


def _course(**known: Any) -> MicroCoursePage:
    """The page with these fields; any other is read when it is asked for."""
    known["page_ptr_id"] = known["id"]
    names = [field.attname for field in MicroCoursePage._meta.concrete_fields if field.attname in known]  # noqa: SLF001  Django's documented API
    return MicroCoursePage.from_db(None, names, [known[name] for name in names])
