"""What somebody retained of the answers and signed: a collection that nobody analysed proves nothing."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SurveyAnalysis(models.Model):
    """`scope` is « session/3 », « period/… », « funders/2026 ». `figures` are those that were on the page, `grounds`
    the comments that found what is changed; both frozen, with their SHA-256. Signing again replaces, and keeps."""

    scope = models.CharField(_("périmètre"), max_length=80, db_index=True)
    retained = models.TextField(_("ce que nous retenons"), max_length=2000)
    changed = models.TextField(_("ce que nous changeons"), max_length=2000, blank=True)
    grounds = models.JSONField(_("commentaires retenus"), default=list, blank=True)
    figures = models.JSONField(_("chiffres à la signature"), default=dict)
    digest = models.CharField(_("empreinte"), max_length=64)
    author_key = models.CharField(_("auteur"), max_length=80)
    author_name = models.CharField(_("signé par"), max_length=200)
    signed_at = models.DateTimeField(_("signée le"))
    replaced_at = models.DateTimeField(_("remplacée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("analyse d’enquêtes")
        verbose_name_plural = _("analyses d’enquêtes")
        ordering = ["-signed_at", "-pk"]
        default_permissions = ("add", "view")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["scope"], condition=Q(replaced_at__isnull=True), name="one_analysis_in_force_per_scope"
            ),
            models.CheckConstraint(condition=~Q(retained=""), name="signed_analysis_retains_something"),
        ]

    def __str__(self) -> str:
        return f"{self.scope}, {self.author_name}"
