"""What changed in a schedule, when, and why: the past of a session stays readable."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .session import Session


class ScheduleChange(models.Model):
    """A change of date, hour or place; `schedule_no` is the number it led to, `before` what was announced."""

    session = models.ForeignKey(Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="changes")
    schedule_no = models.PositiveIntegerField(_("version du calendrier"))
    changed_at = models.DateTimeField(_("changée le"))
    actor = models.CharField(_("auteur"), max_length=80)
    reason = models.CharField(_("raison donnée aux apprenants"), max_length=300, blank=True)
    before = models.JSONField(_("calendrier précédent"))

    class Meta:
        verbose_name = _("changement de calendrier")
        verbose_name_plural = _("changements de calendrier")
        ordering = ["schedule_no"]
        constraints = [models.UniqueConstraint(fields=["session", "schedule_no"], name="one_change_per_schedule_no")]

    def __str__(self) -> str:
        return f"{self.session} v{self.schedule_no}"
