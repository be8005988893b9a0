"""The demonstration's own row: its anchor and the simulated time it has reached."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DemoState(models.Model):
    """One row, made by `./manage.py demo`; a database that holds data without it is refused."""

    anchor = models.DateField(_("lundi de la session principale"))
    played_until = models.DateField(_("dernier jour joué"), null=True)
    first_day = models.DateField(_("premier jour joué"))
    simulated_now = models.DateTimeField(_("heure simulée"))
    real_now = models.DateTimeField(_("heure réelle correspondante"))
    imported = models.JSONField(_("fichiers importés"), default=list)

    class Meta:
        verbose_name = _("état de la démonstration")

    def __str__(self) -> str:
        return f"{self.anchor}"
