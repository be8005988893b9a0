"""What was proposed and decided, and the periods in which nothing was said."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.sessions.models import Session

from .complaints import Complaint


class Decision(models.Model):
    """What became of a proposal (« alert/3 », a low mark…): taken into the register, or left out with its reason."""

    source = models.CharField(_("proposition"), max_length=200, unique=True)
    entry = models.OneToOneField(
        Complaint, verbose_name=_("fait"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("raison"), max_length=300, blank=True)
    decided_by = models.CharField(_("décidé par"), max_length=200)
    decided_at = models.DateTimeField(_("décidé le"))

    objects: ClassVar[models.Manager["Decision"]] = models.Manager()

    class Meta:
        verbose_name = _("décision")
        verbose_name_plural = _("décisions")
        constraints = [
            models.CheckConstraint(
                condition=Q(entry__isnull=False, reason="") | (Q(entry__isnull=True) & ~Q(reason="")),
                name="proposal_is_taken_in_or_left_out_with_a_reason",
            )
        ]

    def __str__(self) -> str:
        return self.source


class Emptiness(models.Model):
    """« Rien reçu du 24 au 26 février », for one session or for the whole house: dated and signed."""

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first = models.DateField(_("du"))
    last = models.DateField(_("au"))
    declared_by = models.CharField(_("déclaré par"), max_length=200)
    declared_at = models.DateTimeField(_("déclaré le"))

    objects: ClassVar[models.Manager["Emptiness"]] = models.Manager()

    class Meta:
        verbose_name = _("période sans fait")
        verbose_name_plural = _("périodes sans fait")
        ordering = ["-last", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="empty_period_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["session", "first", "last"],
                condition=Q(session__isnull=False),
                name="one_declaration_per_session_and_period",
            ),
            models.UniqueConstraint(
                fields=["first", "last"], condition=Q(session__isnull=True), name="one_declaration_per_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first:%d/%m/%Y}-{self.last:%d/%m/%Y}"
