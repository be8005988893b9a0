"""Who runs a session, with the title or quality that the law asks to show."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms_onboarding.people.models import Person

from .session import Session


class SessionTrainer(models.Model):
    session = models.ForeignKey(Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="trainers")
    person = models.ForeignKey(Person, verbose_name=_("formateur"), on_delete=models.PROTECT, related_name="trainings")
    title = models.CharField(
        _("fonction, accordée"), max_length=80, default="formateur", help_text=_("« formatrice »")
    )
    quality = models.CharField(
        _("titre ou qualité"),
        max_length=200,
        blank=True,
        help_text=_("« concepteur pédagogique, douze ans d’expérience »"),
    )
    position = models.PositiveSmallIntegerField(_("rang"), default=0)

    class Meta:
        verbose_name = _("formateur de la session")
        verbose_name_plural = _("formateurs de la session")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="trainer_once_per_session")]

    def __str__(self) -> str:
        return str(self.person)
