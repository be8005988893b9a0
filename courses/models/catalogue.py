"""The list of courses."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from .base import ProsePage
from .course import CoursePage


class CataloguePage(ProsePage):
    """Public."""

    lead = models.TextField(_("chapeau"), max_length=400, blank=True)

    content_panels: ClassVar[list[object]] = [*Page.content_panels, FieldPanel("lead")]
    search_fields: ClassVar[list[object]] = [*Page.search_fields, index.SearchField("lead")]
    parent_page_types: ClassVar[list[str]] = ["lmso_courses.HomePage"]
    subpage_types: ClassVar[list[str]] = ["lmso_courses.CoursePage"]
    max_count_per_parent = 1
    template = "lmso_courses/catalogue_page.html"
    page_description = _("La liste publique des formations.")

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        courses = CoursePage.objects.child_of(self).live().order_by("path")
        return {**super().get_context(request, *args, **kwargs), "courses": courses}
