"""A half-day, in the wall clock people read."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.sessions.enums import Half

from .session import Session


class Slot(models.Model):
    """`day`, `start` and `end` are local wall-clock values in the provider's time zone."""

    session = models.ForeignKey(Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="slots")
    day = models.DateField(_("jour"))
    half = models.CharField(_("demi-journée"), max_length=2, choices=Half.choices)
    start = models.TimeField(_("début"))
    end = models.TimeField(_("fin"))
    remote = models.BooleanField(_("à distance"), default=False)
    subject = models.CharField(_("sujet"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("demi-journée")
        verbose_name_plural = _("demi-journées")
        ordering: ClassVar[list[str]] = ["day", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="slot_ends_after_it_starts"),
            models.UniqueConstraint(fields=["session", "day", "half"], name="one_slot_per_half_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.start:%H:%M}-{self.end:%H:%M}"
