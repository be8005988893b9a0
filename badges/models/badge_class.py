"""What a badge says. A version that somebody received never changes: the next wording is the next version."""

from typing import ClassVar

from django.db import models
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from lms_onboarding.documents.models import Blob
from lms_onboarding.enrolments.enums import Role


class BadgeClassQuerySet(models.QuerySet["BadgeClass"]):
    def current(self) -> "BadgeClassQuerySet":
        """The last version of each badge: the one that is awarded today."""
        last = BadgeClass.objects.filter(slug=OuterRef("slug")).order_by("-version").values("version")[:1]
        return self.filter(version=Subquery(last))

    def with_counts(self) -> "BadgeClassQuerySet":
        """`awarded`: how many were ever given, erased people included."""
        return self.annotate(awarded=models.Count("awards", distinct=True), last_awarded=Max("awards__issued_at"))


class BadgeClass(models.Model):
    """`description`, `criteria` and the two other texts are Markdown in the small subset of the starter content."""

    slug = models.SlugField(_("repère"), max_length=60, help_text=_("Dans l’adresse du badge ; ne change jamais."))
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    name = models.CharField(_("nom"), max_length=120)
    short_name = models.CharField(
        _("nom court"), max_length=30, help_text=_("Trente caractères au plus : l’objet des messages.")
    )
    role = models.CharField(
        _("profil"), max_length=8, choices=Role.choices, blank=True, help_text=_("Attribué à la fin de ce parcours.")
    )
    summary = models.TextField(_("résumé"), help_text=_("Une phrase, à l’infinitif : « Concevoir un module… »."))
    description = models.TextField(_("ce que cette personne sait faire"))
    criteria = models.TextField(_("critères"))
    examined = models.TextField(_("preuve examinée"), blank=True)
    limits = models.TextField(_("ce que ce badge ne dit pas"), blank=True)
    skills = models.JSONField(_("compétences"), default=list, blank=True)
    validity_months = models.PositiveSmallIntegerField(
        _("validité en mois"), null=True, blank=True, help_text=_("Vide : le badge n’expire pas.")
    )
    renewal = models.CharField(
        _("condition de renouvellement"),
        max_length=200,
        blank=True,
        help_text=_("« publier un nouveau module et le faire relire. »"),
    )
    image = models.ForeignKey(Blob, verbose_name=_("image (PNG)"), on_delete=models.PROTECT, related_name="+")
    drawing = models.ForeignKey(
        Blob,
        verbose_name=_("dessin (SVG)"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        help_text=_("Les nôtres seulement : un SVG reçu n’est jamais servi."),
    )
    source = models.CharField(_("empreinte du texte de départ"), max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("rédigée le"), editable=False)
    frozen_at = models.DateTimeField(_("figée depuis"), null=True, editable=False)

    objects: ClassVar[models.Manager["BadgeClass"]] = BadgeClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("modèle de badge")
        verbose_name_plural = _("modèles de badges")
        ordering = ["slug", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_wording_per_badge_and_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="badge_versions_start_at_one"),
            models.CheckConstraint(
                condition=Q(validity_months__isnull=True) | ~Q(renewal=""), name="badge_that_expires_says_how_to_renew"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (v{self.version})"
