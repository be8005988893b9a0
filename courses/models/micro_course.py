"""Micro-courses for the three profiles of a client's staff (MC-1)."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from courses.blocks import SkillList
from courses.enums import Audience
from courses.outline import Outline, outline_of

from .base import SignedInPage
from .lesson import OUTLINED, LessonPage


class MicroCoursePage(SignedInPage):
    """One competence in three or four lessons; its children, in their order."""

    audience = models.CharField(_("rôle"), max_length=10, choices=Audience.choices)
    summary = models.TextField(_("en une phrase"), max_length=300)
    why = models.TextField(
        _("pourquoi ce micro-cours"), max_length=600, help_text=_("Ce que cela évite ou permet, au travail.")
    )
    skills = StreamField(
        SkillList(), verbose_name=_("compétences visées"), blank=True, help_text=_("Un verbe d’action par ligne.")
    )
    badge = models.SlugField(
        _("repère du badge"), max_length=60, blank=True, help_text=_("Le badge auquel ce micro-cours contribue.")
    )

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("audience"),
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("why"), FieldPanel("skills")], _("À quoi cela sert")),
        FieldPanel("badge"),
    ]
    search_fields: ClassVar[list[object]] = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("why"),
        index.SearchField("skills"),
        index.FilterField("audience"),
    ]
    parent_page_types: ClassVar[list[str]] = ["lmso_courses.MicroCourseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["lmso_courses.LessonPage"]
    template = "lmso_courses/micro_course_page.html"
    page_description = _("Trois ou quatre leçons autour d’une compétence, pour un rôle.")

    class Meta:
        verbose_name = _("micro-cours")
        verbose_name_plural = _("micro-cours")

    def lessons(self) -> "QuerySet[LessonPage]":
        return LessonPage.objects.child_of(self).live().order_by("path").only(*OUTLINED)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        outline = outline_of(self, self.lessons(), request=request)
        return {**super().get_context(request, *args, **kwargs), "outline": outline, "index": self.get_parent()}


@dataclass(frozen=True)
class Shelf:
    """The micro-courses of one role."""

    audience: Audience
    courses: tuple[tuple[MicroCoursePage, Outline], ...]


class MicroCourseIndexPage(SignedInPage):
    """All micro-courses, by role: a learner may browse those of the others."""

    lead = models.TextField(_("chapeau"), max_length=400, blank=True)

    content_panels: ClassVar[list[object]] = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types: ClassVar[list[str]] = ["lmso_courses.HomePage"]
    subpage_types: ClassVar[list[str]] = ["lmso_courses.MicroCoursePage"]
    max_count_per_parent = 1
    template = "lmso_courses/micro_course_index_page.html"
    page_description = _("Les micro-cours, rangés par rôle.")

    class Meta:
        verbose_name = _("liste des micro-cours")
        verbose_name_plural = _("listes des micro-cours")

    def shelves(self, request: HttpRequest | None = None) -> list[Shelf]:
        """Every role, even without micro-course yet. Two queries, whatever the number of lessons."""
        lessons: dict[str, list[LessonPage]] = defaultdict(list)
        for lesson in LessonPage.objects.descendant_of(self).live().order_by("path").only(*OUTLINED):
            lessons[lesson.path[: -Page.steplen]].append(lesson)
        courses = MicroCoursePage.objects.child_of(self).live().order_by("path").defer("skills")
        found = [(course, outline_of(course, lessons[course.path], request=request)) for course in courses]
        return [
            Shelf(audience, tuple((course, outline) for course, outline in found if course.audience == audience))
            for audience in Audience
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "shelves": self.shelves(request)}
