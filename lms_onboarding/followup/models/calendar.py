"""Days on which nothing is expected, and days of remote work that are."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.sessions.models import Session


class Closure(models.Model):
    """Days on which the provider, or one session, expects nothing of anybody; it may be entered afterwards."""

    first_day = models.DateField(_("du"))
    last_day = models.DateField(_("au"))
    label = models.CharField(_("motif"), max_length=120)
    session = models.ForeignKey(
        Session,
        verbose_name=_("session"),
        help_text=_("Vide : toutes les sessions."),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="closures",
    )

    class Meta:
        verbose_name = _("fermeture")
        verbose_name_plural = _("fermetures")
        ordering: ClassVar[list[str]] = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="closure_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return self.label


class RemoteDay(models.Model):
    """A day on which remote work was announced, beside the half-days: activity is then expected."""

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="remote_days"
    )
    day = models.DateField(_("jour"))
    label = models.CharField(_("travail annoncé"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("jour de travail à distance")
        verbose_name_plural = _("jours de travail à distance")
        ordering: ClassVar[list[str]] = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "day"], name="one_remote_day_per_session_and_date")]

    def __str__(self) -> str:
        return f"{self.session} · {self.day:%d/%m/%Y}"
