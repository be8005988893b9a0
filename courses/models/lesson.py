"""A lesson: a few minutes of reading, a question, a real action."""

from typing import Any, ClassVar, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from courses.blocks import LessonBody
from courses.menu_names import named
from courses.outline import outline_of

from .base import SignedInPage
from .menus import MenuSettings

OUTLINED: Final = ("path", "title", "url_path", "minutes")  # what a thread of lessons shows of each


class LessonPage(SignedInPage):
    """One thing one will know how to do, then do."""

    objective = models.CharField(
        _("objectif"), max_length=250, help_text=_("« À la fin, vous saurez… », en une seule phrase.")
    )
    minutes = models.PositiveSmallIntegerField(
        _("durée en minutes"),
        validators=[MinValueValidator(1), MaxValueValidator(15)],
        help_text=_("Lecture et question : trois à cinq minutes. L’action dans le LMS annonce la sienne."),
    )
    body = StreamField(LessonBody(), verbose_name=_("contenu"))

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("objective"),
        FieldPanel("minutes"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[object]] = [
        *Page.search_fields,
        index.SearchField("objective"),
        index.SearchField("words"),
    ]
    parent_page_types: ClassVar[list[str]] = ["lmso_courses.MicroCoursePage"]
    subpage_types: ClassVar[list[str]] = []
    show_in_menus_default = False
    template = "lmso_courses/lesson_page.html"
    page_description = _("Une leçon de quelques minutes, dans un micro-cours.")

    class Meta:
        verbose_name = _("leçon")
        verbose_name_plural = _("leçons")

    def siblings(self) -> "QuerySet[LessonPage]":
        """The published lessons of the same micro-course, itself included, in order."""
        return self.siblings_of(self.get_parent())

    @staticmethod
    def siblings_of(course: Page) -> "QuerySet[LessonPage]":
        """The same, for who has read the micro-course already."""
        return LessonPage.objects.child_of(course).live().order_by("path").only(*OUTLINED)

    def words(self) -> str:
        """Everything that is written, with the names that menus have here, for the search."""
        found: list[str] = self.body.stream_block.get_searchable_content(self.body)
        return named("\n".join(found), MenuSettings.labels())

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.get_parent().live and not getattr(request, "is_preview", False):
            raise Http404(_("Ce micro-cours n’est pas publié."))
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`answers`: block id → option id, here from the address; portal gives those it keeps, and where to post."""
        return {
            **super().get_context(request, *args, **kwargs),
            "outline": outline_of(self.get_parent(), self.siblings(), request=request, current=self),
            "answers": _answers(request),
        }


def _answers(request: HttpRequest) -> dict[str, str]:
    """« ?reponse-<block id>=<option id> »: the question works without script, and without keeping anything."""
    return {
        name.removeprefix("reponse-"): str(value) for name, value in request.GET.items() if name.startswith("reponse-")
    }
