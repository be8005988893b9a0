"""« Pourquoi je ne vois pas ce module ? »: from an address or a title to the reasons, for this very person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest
from wagtail.models import Page, Site

from courses.models import LessonPage, MicroCoursePage
from lms_onboarding.portal.visitors import Visitor
from lms_onboarding.progress.services import Reason, module_of, reasons

AT_MOST: Final = 8
LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Sought:
    """`title` and `url` are empty for what is not published: nothing else is said of it."""

    title: str
    url: str
    reasons: tuple[Reason, ...]


def modules_named(asked: str, *, request: HttpRequest, visitor: Visitor, now: datetime) -> list[Sought]:
    """What answers to this address or title, best first."""
    words = " ".join(asked.replace("\x00", "").split())[:LONGEST]
    if not words:
        return []
    found = _by_address(words, request) if "/" in words else _by_title(words)
    return [_sought(page, request, visitor, now) for page in found]


def _by_address(text: str, request: HttpRequest) -> list[Page]:
    site = Site.find_for_request(request)
    path = unquote(urlsplit(text).path).strip("/")
    if site is None or not path:
        return []
    page = Page.objects.filter(url_path=f"{site.root_page.url_path}{path}/").first()
    specific = page.specific if page else None
    return [specific] if isinstance(specific, LessonPage | MicroCoursePage) else []


def _by_title(words: str) -> list[Page]:
    """Published pages that hold these words; a page that is not is found by its whole title, known beforehand."""
    found: list[Page] = []
    for model in (MicroCoursePage, LessonPage):
        pages = model.objects.order_by("path")
        found += [
            *pages.live().filter(title__icontains=words)[:AT_MOST],
            *pages.not_live().filter(title__iexact=words),
        ]
    return found[:AT_MOST]


def _sought(page: Page, request: HttpRequest, visitor: Visitor, now: datetime) -> Sought:
    lesson = page if isinstance(page, LessonPage) else None
    course = MicroCoursePage.objects.ancestor_of(lesson).get() if lesson else page
    module = module_of(course, lesson)
    why = tuple(reasons(module, visitor.places.all, contact=visitor.contact, now=now))
    blocked = any(reason.blocking for reason in why)
    if not module.published:
        return Sought("", "", why)
    return Sought(page.title, "" if blocked else page.get_url(request) or "", why)
