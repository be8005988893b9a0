"""The first page of the site: what the organisation offers, in one look."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from courses.blocks import HomeBody

from .base import ProsePage
from .catalogue import CataloguePage
from .course import CoursePage


class HomePage(ProsePage):
    """Public. Its children are the catalogue, the micro-courses and the help."""

    headline = models.CharField(
        _("promesse"), max_length=160, blank=True, help_text=_("Le grand titre. Vide : le titre de la page.")
    )
    lead = models.TextField(_("chapeau"), max_length=400, blank=True, help_text=_("Deux phrases au plus."))
    body = StreamField(HomeBody(), verbose_name=_("contenu"), blank=True)

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[object]] = [
        *Page.search_fields,
        index.SearchField("headline"),
        index.SearchField("lead"),
        index.SearchField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "lmso_courses.CataloguePage",
        "lmso_courses.MicroCourseIndexPage",
        "lmso_courses.HelpIndexPage",
    ]
    template = "lmso_courses/home_page.html"
    page_description = _("La première page du site.")

    class Meta:
        verbose_name = _("accueil")
        verbose_name_plural = _("accueils")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        courses = CoursePage.objects.descendant_of(self).live().order_by("path")
        return {
            **super().get_context(request, *args, **kwargs),
            "courses": courses[:3],
            "catalogue": CataloguePage.objects.child_of(self).live().first(),
        }
