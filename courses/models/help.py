"""Help: one problem, one article. What to check, and the answer to copy (MC-3)."""

from datetime import date
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from courses.blocks import HelpChecks
from courses.enums import Audience
from courses.help_search import HelpSearch
from courses.menu_names import named
from courses.months import months_after
from courses.sanitising import FEATURES
from lms_onboarding.people.models import Person

from .base import ProsePage
from .lesson import LessonPage
from .menus import MenuSettings


class HelpIndexPage(ProsePage):
    """Public: all articles, and a search that reads what they say."""

    lead = models.TextField(_("chapeau"), max_length=400, blank=True)

    content_panels: ClassVar[list[object]] = [*Page.content_panels, FieldPanel("lead")]
    search_fields: ClassVar[list[object]] = [*Page.search_fields, index.SearchField("lead")]
    parent_page_types: ClassVar[list[str]] = ["lmso_courses.HomePage"]
    subpage_types: ClassVar[list[str]] = [
        "lmso_courses.HelpArticlePage",
        "lmso_courses.ChecklistPage",
        "lmso_courses.GlossaryPage",
    ]
    max_count_per_parent = 1
    template = "lmso_courses/help_index_page.html"
    page_description = _("L’aide : une fiche par problème, et la recherche.")

    class Meta:
        verbose_name = _("aide")
        verbose_name_plural = _("aides")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        search = HelpSearch.asked(request.GET)
        articles = HelpArticlePage.objects.child_of(self).live().order_by("path").defer("checks")
        others = Page.objects.child_of(self).live().not_type(HelpArticlePage).order_by("path")
        return {
            **super().get_context(request, *args, **kwargs),
            "search": search,
            "found": search.within(articles),
            "others": others,
            "audiences": Audience.choices,
        }


class HelpArticlePage(ProsePage):
    """One problem and its way out, with the person who answers for it and the date it was last read again (ON-5)."""

    summary = models.TextField(_("en une phrase"), max_length=300)
    for_admin = models.BooleanField(_("Admin"), default=False)
    for_creator = models.BooleanField(_("Créateur"), default=False)
    for_manager = models.BooleanField(_("Manager"), default=False)
    problem = RichTextField(_("le problème"), features=list(FEATURES))
    checks = StreamField(HelpChecks(), verbose_name=_("à vérifier, dans l’ordre"))
    answer = models.TextField(
        _("réponse prête à envoyer"),
        blank=True,
        help_text=_("Copiée telle quelle. Mettez entre crochets ce que la personne remplacera : [prénom]."),
    )
    prevention = RichTextField(_("pour que cela ne revienne pas"), features=list(FEATURES), blank=True)
    escalation = RichTextField(_("quand demander de l’aide"), features=list(FEATURES), blank=True)
    situation = models.SlugField(
        _("repère de la situation"),
        max_length=60,
        blank=True,
        help_text=_("Stable : il sert à compter ce qui revient."),
    )
    keywords = models.CharField(
        _("autres mots"),
        max_length=300,
        blank=True,
        help_text=_("Ceux que les gens emploient, séparés par des virgules."),
    )
    reviewer = models.ForeignKey(
        Person,
        verbose_name=_("personne qui en répond"),
        help_text=_("Elle reçoit un message quand la fiche est à relire. Vide : le référent pédagogique."),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    reviewed_on = models.DateField(_("relue le"))
    review_every_months = models.PositiveSmallIntegerField(
        _("à relire tous les N mois"), default=6, validators=[MinValueValidator(1), MaxValueValidator(36)]
    )

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("for_admin"), FieldPanel("for_creator"), FieldPanel("for_manager")])],
            _("Pour qui"),
        ),
        FieldPanel("problem"),
        FieldPanel("checks"),
        FieldPanel("answer"),
        FieldPanel("prevention"),
        FieldPanel("escalation"),
        MultiFieldPanel(
            [
                FieldPanel("reviewer"),
                FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("review_every_months")]),
            ],
            _("Relecture"),
        ),
        MultiFieldPanel([FieldPanel("keywords"), FieldPanel("situation")], _("Pour la retrouver")),
        InlinePanel("lessons", heading=_("Leçons qui évitent ce problème"), label=_("leçon")),
    ]
    search_fields: ClassVar[list[object]] = [
        *Page.search_fields,
        index.SearchField("keywords", boost=2),
        index.SearchField("summary", boost=1.5),
        index.SearchField("words"),
        index.FilterField("for_admin"),
        index.FilterField("for_creator"),
        index.FilterField("for_manager"),
    ]
    parent_page_types: ClassVar[list[str]] = ["lmso_courses.HelpIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "lmso_courses/help_article_page.html"
    page_description = _("Un problème, quoi vérifier, quoi répondre.")

    class Meta:
        verbose_name = _("fiche d’aide")
        verbose_name_plural = _("fiches d’aide")

    @property
    def audiences(self) -> list[str]:
        """Labels of the roles it is written for."""
        return [str(audience.label) for audience in Audience if getattr(self, f"for_{audience.value}")]

    @property
    def review_due_on(self) -> date:
        """The day from which it asks to be read again."""
        return months_after(self.reviewed_on, self.review_every_months)

    def words(self) -> str:
        """Everything that is written, with the names that menus have here, for the search."""
        checks: list[str] = self.checks.stream_block.get_searchable_content(self.checks)
        text = "\n".join([self.problem, *checks, self.answer, self.prevention, self.escalation])
        return named(text, MenuSettings.labels())

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        lessons = LessonPage.objects.filter(help_articles__page=self.pk).live().order_by("path").defer("body")
        return {**super().get_context(request, *args, **kwargs), "lessons": lessons, "index": self.get_parent()}


class HelpLesson(Orderable):
    """A lesson that prevents the problem of an article."""

    page = ParentalKey(HelpArticlePage, on_delete=models.CASCADE, related_name="lessons")
    lesson = models.ForeignKey(
        LessonPage, verbose_name=_("leçon"), on_delete=models.CASCADE, related_name="help_articles"
    )

    panels: ClassVar[list[object]] = [PageChooserPanel("lesson")]

    class Meta(Orderable.Meta):
        verbose_name = _("leçon liée")
        verbose_name_plural = _("leçons liées")
        constraints = [models.UniqueConstraint(fields=["page", "lesson"], name="lesson_is_linked_once_to_an_article")]

    def __str__(self) -> str:
        return str(self.lesson)
