"""Two pages to keep at hand: what must be true before the first launch (MC-4), and the words of the platform."""

from datetime import date
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from courses.blocks import ChecklistGroups, TermList
from courses.months import months_after
from courses.sanitising import FEATURES

from .base import ProsePage

REVIEW = MultiFieldPanel(
    [FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("review_every_months")])], _("Relecture")
)


class ReviewedPage(ProsePage):
    """A page that says when it was last read again."""

    summary = models.TextField(_("en une phrase"), max_length=300)
    reviewed_on = models.DateField(_("relue le"))
    review_every_months = models.PositiveSmallIntegerField(
        _("à relire tous les N mois"), default=6, validators=[MinValueValidator(1), MaxValueValidator(36)]
    )

    parent_page_types: ClassVar[list[str]] = ["lmso_courses.HelpIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    @property
    def review_due_on(self) -> date:
        return months_after(self.reviewed_on, self.review_every_months)


class ChecklistPage(ReviewedPage):
    """What must be true before opening to a real group; nothing opens while a required point is not."""

    introduction = RichTextField(_("introduction"), features=list(FEATURES), blank=True)
    groups = StreamField(ChecklistGroups(), verbose_name=_("points, par thème"))
    afterwards = RichTextField(_("après l’ouverture"), features=list(FEATURES), blank=True)

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("introduction"),
        FieldPanel("groups"),
        FieldPanel("afterwards"),
        REVIEW,
    ]
    search_fields: ClassVar[list[object]] = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("groups"),
    ]
    template = "lmso_courses/checklist_page.html"
    page_description = _("La liste à rendre vraie avant un premier lancement.")

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        points = [point for group in self.groups for point in group.value["points"]]
        return {
            **super().get_context(request, *args, **kwargs),
            "count": len(points),
            "required": sum(bool(point["required"]) for point in points),
            "index": self.get_parent(),
        }


class GlossaryPage(ReviewedPage):
    """Words explained simply."""

    terms = StreamField(TermList(), verbose_name=_("mots"))

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("terms"),
        REVIEW,
    ]
    search_fields: ClassVar[list[object]] = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("terms"),
    ]
    template = "lmso_courses/glossary_page.html"
    page_description = _("Les mots de la plateforme, expliqués.")

    class Meta:
        verbose_name = _("glossaire")
        verbose_name_plural = _("glossaires")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "index": self.get_parent()}
