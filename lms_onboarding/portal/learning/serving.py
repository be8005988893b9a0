"""What a page becomes for the person who reads it: access first, then their own progress (`before_serve_page`)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from wagtail.models import Page, PageViewRestriction

from courses.enums import Audience
from courses.models import HelpArticlePage, HelpIndexPage, LessonPage, MicroCourseIndexPage, MicroCoursePage
from courses.services import around
from lms_onboarding.portal.visitors import Visitor, visitor_of
from lms_onboarding.progress.services import Module, Reason, Summary, module_of, reasons, summary_for

from . import lessons
from .threads import Thread, thread_of

_ANY: Final = Module("", published=True)  # a list: what it lists is decided one by one
Server = Callable[[Any, HttpRequest, Visitor, datetime], HttpResponseBase | None]


@dataclass(frozen=True, slots=True)
class OwnShelf:
    """The micro-courses of one role, with where the reader stands in each."""

    audience: Audience
    is_mine: bool
    courses: tuple[tuple[MicroCoursePage, Thread], ...]


def serve(page: Page, request: HttpRequest, *, now: datetime) -> HttpResponseBase | None:
    """The response for this reader, or None to let the page serve itself: to a visitor, to the team."""
    note_section(page, request)
    server = _SERVERS.get(type(page))
    if server is None or not request.user.is_authenticated:
        return None
    visitor = visitor_of(request)
    if not visitor.is_learner and visitor.in_team:
        return None
    if asks_more(page, request):
        return None
    if not visitor.is_learner:
        return closed(request, reasons_for(page, visitor, now=now), status=403)
    return server(page, request, visitor, now)


def asks_more(page: Page, request: HttpRequest) -> bool:
    """Whether an author restricted this page, or one above it, in a way that this reader has not passed yet: Wagtail
    then asks for it, since `before_serve_page` comes before its own check. Most sites restrict nothing: one query.
    """
    if not PageViewRestriction.objects.exists():
        return False
    paths = [page.path[:end] for end in range(Page.steplen, len(page.path) + 1, Page.steplen)]
    above = Q(page__path__in=paths) | Q(page__aliases__path__in=paths)
    return not all(one.accept_request(request) for one in PageViewRestriction.objects.filter(above))


def note_section(page: Page, request: HttpRequest) -> None:
    """The menu of the portal marks where one is."""
    if isinstance(page, LessonPage | MicroCoursePage | MicroCourseIndexPage):
        request.lmso_section = "micro_courses"  # type: ignore[attr-defined]  # read by portal.context
    elif isinstance(page, HelpIndexPage | HelpArticlePage):
        request.lmso_section = "help"  # type: ignore[attr-defined]  # the same


def reasons_for(page: Page, visitor: Visitor, lesson: LessonPage | None = None, *, now: datetime) -> list[Reason]:
    """Why this micro-course, or this lesson of it, is closed or apart. A list of courses asks for a place, no more."""
    module = module_of(page, lesson) if isinstance(page, MicroCoursePage) else _ANY
    return reasons(module, visitor.places.all, contact=visitor.contact, now=now)


def closed(request: HttpRequest, found: list[Reason], *, status: int) -> TemplateResponse:
    """« Pourquoi je ne vois pas ce module ? », where somebody tried to open it."""
    context = {"reasons": [one for one in found if one.blocking] or found, "tried": True}
    return TemplateResponse(request, "lmso_portal/hidden.html", context, status=status)


def _index(
    page: MicroCourseIndexPage, request: HttpRequest, visitor: Visitor, now: datetime
) -> HttpResponseBase | None:
    found = _blocking(reasons_for(page, visitor, now=now))
    if found and not visitor.in_team:
        return closed(request, found, status=403)
    summary = _summary(visitor)
    shelves = [
        OwnShelf(
            audience=shelf.audience,
            is_mine=shelf.audience.value in visitor.roles,
            courses=tuple((course, thread_of(outline, summary)) for course, outline in shelf.courses),
        )
        for shelf in page.shelves(request)
    ]
    shelves.sort(key=lambda shelf: not shelf.is_mine)
    context = {"page": page, "self": page, "visitor": visitor, "shelves": shelves}
    return TemplateResponse(request, "lmso_portal/micro_course_index.html", context)


def _micro_course(
    page: MicroCoursePage, request: HttpRequest, visitor: Visitor, now: datetime
) -> HttpResponseBase | None:
    found = reasons_for(page, visitor, now=now)
    if _blocking(found) and not visitor.in_team:
        return closed(request, found, status=403)
    context = page.get_context(request)
    thread = thread_of(context["outline"], _summary(visitor))
    return TemplateResponse(
        request,
        "lmso_portal/micro_course.html",
        {**context, "thread": thread, "aside": apart(found), "visitor": visitor},
    )


def _lesson(page: LessonPage, request: HttpRequest, visitor: Visitor, now: datetime) -> HttpResponseBase | None:
    course, siblings = around(page)
    found = reasons_for(course, visitor, page, now=now)
    if _blocking(found):
        return None if visitor.in_team else closed(request, found, status=403)
    return lessons.show(page, request, lessons.Desk(visitor, course, siblings, now, aside=apart(found)))


def apart(found: list[Reason]) -> Reason | None:
    """The reason why this module is not among one's own, when it can be followed all the same."""
    return next((one for one in found if not one.blocking), None)


def _blocking(found: list[Reason]) -> list[Reason]:
    return [one for one in found if one.blocking]


def _summary(visitor: Visitor) -> Summary:
    return summary_for(person=visitor.person) if visitor.person else Summary()


_SERVERS: Final[dict[type[Page], Server]] = {
    MicroCourseIndexPage: _index,
    MicroCoursePage: _micro_course,
    LessonPage: _lesson,
}
