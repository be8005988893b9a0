"""The demonstration's own row: its anchor and the simulated time it has reached."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DemoState(models.Model):
    """One row, made by `./manage.py demo`; a database that holds data without it is refused.

    `plan` keeps the first day of each session beside the main ones (ISO dates), computed once at creation.
    """

    anchor = models.DateField(_("lundi de la session principale"))
    first_day = models.DateField(_("premier jour joué"))
    played_until = models.DateField(_("dernier jour joué"), null=True)
    simulated_now = models.DateTimeField(_("heure simulée"))
    real_now = models.DateTimeField(_("heure réelle correspondante"))
    plan = models.JSONField(_("dates des sessions annexes"), default=dict)

    class Meta:
        verbose_name = _("état de la démonstration")

    def __str__(self) -> str:
        return f"{self.anchor}"
