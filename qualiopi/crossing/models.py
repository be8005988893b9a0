"""A cross-table, frozen at each version: what was on the certification then, and what covered it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage


class CrossTable(models.Model):
    """`rows` is a list of {"code", "element", "objectives": [refs], "content"}; `certification` and `objectives`
    ({ref: text}) are those of the course when it was written. A later version supersedes; none is rewritten."""

    course = models.ForeignKey(CoursePage, verbose_name=_("formation"), on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(_("version"))
    certification = models.TextField(_("certification"), blank=True)
    objectives = models.JSONField(_("objectifs"), default=dict)
    rows = models.JSONField(_("éléments"), default=list)
    author_key = models.CharField(_("compte"), max_length=80)
    author_name = models.CharField(_("écrit par"), max_length=200)
    written_at = models.DateTimeField(_("écrit le"))
    superseded_at = models.DateTimeField(_("remplacé le"), null=True, blank=True)

    objects: ClassVar[models.Manager["CrossTable"]] = models.Manager()

    class Meta:
        verbose_name = _("tableau croisé")
        verbose_name_plural = _("tableaux croisés")
        ordering = ["course", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["course", "version"], name="one_cross_table_per_course_and_version"),
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(superseded_at__isnull=True),
                name="one_standing_cross_table_per_course",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} v{self.version}"

    @property
    def uncovered(self) -> list[dict[str, Any]]:
        """Elements that no objective covers."""
        return uncovered(self.rows)


def uncovered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if not row.get("objectives")]
