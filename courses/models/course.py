"""A course is a programme: what its public page says, and what sessions freeze when they open."""

import uuid
from typing import Any, ClassVar, Final

from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from lms_onboarding.common import french

from .base import ProsePage

NO_PREREQUISITE: Final = _("Aucun prérequis.")


class CoursePage(ProsePage):
    """A programme with the mandatory fields of documents.json; sessions freeze it when they open."""

    subtitle = models.CharField(
        _("promesse"), max_length=250, blank=True, help_text=_("Une phrase : ce que l’on saura faire.")
    )
    hours = models.DecimalField(
        _("durée en heures"), max_digits=6, decimal_places=2, validators=[MinValueValidator(0.25)]
    )
    public = models.TextField(_("public visé"), blank=True)
    prerequisites = models.TextField(_("prérequis"), blank=True, help_text=_("Vide : « aucun prérequis »."))
    methods = models.TextField(_("moyens et méthodes"), blank=True)
    assessment = models.TextField(_("suivi et évaluation"), blank=True)
    recognition_of_completion = models.TextField(
        _("sanction"), blank=True, help_text=_("Attestation, certification, badge.")
    )
    access_delays = models.TextField(_("modalités et délais d’accès"), blank=True)
    price = models.CharField(_("tarif"), max_length=200, blank=True)
    funding = models.TextField(_("modalités de financement"), blank=True)
    contact = models.CharField(_("contact"), max_length=250, blank=True)
    accessibility = models.TextField(_("accessibilité et handicap"), blank=True)
    remote_work = models.TextField(
        _("activités à distance"), blank=True, help_text=_("Nature, durée moyenne, assistance, évaluations.")
    )
    certification = models.TextField(
        _("certification"),
        blank=True,
        help_text=_("Libellé exact, code RNCP ou RS, certificateur, date. Vide : aucune."),
    )
    recognition = models.CharField(_("type de reconnaissance"), max_length=250, blank=True)
    group_size = models.CharField(_("taille du groupe"), max_length=80, blank=True)
    version = models.CharField(_("version du programme"), max_length=20, default="1")
    version_date = models.DateField(_("date de cette version"), null=True, blank=True)
    reviewed_on = models.DateField(
        _("relue le"), null=True, blank=True, help_text=_("Affichée sur la page publique : l’information est à jour.")
    )

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("subtitle"),
        MultiFieldPanel(
            [
                FieldPanel("hours"),
                FieldPanel("group_size"),
                FieldPanel("version"),
                FieldPanel("version_date"),
                FieldPanel("reviewed_on"),
            ],
            _("Repères"),
        ),
        InlinePanel("objectives", heading=_("Objectifs"), label=_("objectif")),
        InlinePanel("sequences", heading=_("Contenu, par séquence"), label=_("séquence")),
        MultiFieldPanel([FieldPanel("public"), FieldPanel("prerequisites")], _("Pour qui")),
        MultiFieldPanel(
            [
                FieldPanel("methods"),
                FieldPanel("remote_work"),
                FieldPanel("assessment"),
                FieldPanel("recognition_of_completion"),
            ],
            _("Déroulement"),
        ),
        MultiFieldPanel([FieldPanel("certification"), FieldPanel("recognition")], _("Certification")),
        MultiFieldPanel(
            [
                FieldPanel("access_delays"),
                FieldPanel("price"),
                FieldPanel("funding"),
                FieldPanel("contact"),
                FieldPanel("accessibility"),
            ],
            _("Conditions"),
        ),
    ]
    search_fields: ClassVar[list[object]] = [
        *Page.search_fields,
        index.SearchField("subtitle"),
        index.SearchField("public"),
        index.SearchField("methods"),
        index.RelatedFields("objectives", [index.SearchField("text"), index.SearchField("use_at_work")]),
        index.RelatedFields("sequences", [index.SearchField("title"), index.SearchField("content")]),
    ]
    parent_page_types: ClassVar[list[str]] = ["lmso_courses.CataloguePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "lmso_courses/course_page.html"
    page_description = _("Un programme, avec toutes ses mentions obligatoires.")

    class Meta:
        verbose_name = _("formation")
        verbose_name_plural = _("formations")

    @property
    def hours_phrase(self) -> str:
        """« 21 heures », « 3 h 30 »."""
        return french.hours(self.hours)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            "catalogue": self.get_parent(),
            "objectives": list(self.objectives.all()),
            "sequences": list(self.sequences.all()),
            "rows": self._rows(
                "public",
                "prerequisites",
                "methods",
                "remote_work",
                "assessment",
                "recognition_of_completion",
                "certification",
                "recognition",
            ),
            "brief": [
                {"label": _("Durée"), "text": self.hours_phrase},
                *self._rows("group_size", "price", "funding", "access_delays"),
            ],
        }

    def _rows(self, *names: str) -> list[dict[str, str]]:
        """What is filled in, under its label; no prerequisite is said, since that must be stated."""
        rows = []
        for name in names:
            label = str(self._meta.get_field(name).verbose_name)
            text = getattr(self, name) or (str(NO_PREREQUISITE) if name == "prerequisites" else "")
            if text:
                rows.append({"label": label[:1].upper() + label[1:], "text": text})
        return rows


class CourseObjective(Orderable):
    """One objective in operational terms, with its use at work. `ref` is stable: bilans and badges point to it."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="objectives")
    ref = models.UUIDField(_("repère"), default=uuid.uuid4, editable=False)
    text = models.CharField(
        _("objectif"), max_length=300, help_text=_("Un verbe d’action : « Écrire un quiz qui fait décider ».")
    )
    use_at_work = models.CharField(_("usage au travail"), max_length=300, blank=True)
    criteria = models.TextField(
        _("critères observables"),
        blank=True,
        help_text=_("Un par ligne : ce que l’on voit faire. Le formateur évalue l’objectif avec cette grille."),
    )
    quiz = models.ForeignKey(
        "lmso_courses.LessonPage",
        verbose_name=_("leçon qui l’évalue"),
        help_text=_("Facultatif : les réponses aux questions de cette leçon valent évaluation de l’objectif."),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    panels: ClassVar[list[object]] = [
        FieldPanel("text"),
        FieldPanel("use_at_work"),
        FieldPanel("criteria"),
        FieldPanel("quiz"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("objectif")
        verbose_name_plural = _("objectifs")
        constraints = [models.UniqueConstraint(fields=["page", "ref"], name="objective_ref_is_unique_in_its_course")]

    def __str__(self) -> str:
        return self.text

    @property
    def grid(self) -> list[str]:
        """The criteria, in their order."""
        return [line.strip() for line in self.criteria.splitlines() if line.strip()]


class CourseSequence(Orderable):
    """One part of the content, with its method and its share of the hours."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="sequences")
    title = models.CharField(_("séquence"), max_length=200)
    content = models.TextField(_("contenu"))
    method = models.CharField(_("méthode"), max_length=250, blank=True)
    hours = models.DecimalField(_("heures"), max_digits=5, decimal_places=2)

    panels: ClassVar[list[object]] = [
        FieldPanel("title"),
        FieldPanel("content"),
        FieldPanel("method"),
        FieldPanel("hours"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("séquence")
        verbose_name_plural = _("séquences")

    @property
    def hours_phrase(self) -> str:
        """« 3 h 30 »."""
        return french.hours(self.hours)

    def __str__(self) -> str:
        return self.title
