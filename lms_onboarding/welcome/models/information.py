"""What was made available to a person before their final registration, and what they did with it: distinct facts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail

from .kit import KitEdition


class InformationPack(models.Model):
    """Once per enrolment and schedule. `edition` holds what the session's people share, frozen; `personal` the terms.

    Made available is the mail's `sent_at`; opened and acknowledged are what the person did. Nothing is filled in
    afterwards: an enrolment confirmed without a pack has none, for ever.
    """

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.PROTECT, related_name="information_packs"
    )
    schedule_no = models.PositiveIntegerField(_("version du calendrier"))
    edition = models.ForeignKey(
        KitEdition, verbose_name=_("édition"), on_delete=models.PROTECT, related_name="information_packs"
    )
    mail = models.OneToOneField(
        OutgoingMail, verbose_name=_("courrier"), on_delete=models.PROTECT, related_name="information_pack"
    )
    personal = models.JSONField(_("données personnelles figées"), default=dict)
    hold_until = models.DateField(_("place tenue jusqu’au"))
    prepared_at = models.DateTimeField(_("préparé le"))
    opened_at = models.DateTimeField(_("ouvert le"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("« pris connaissance » le"), null=True, blank=True)

    class Meta:
        verbose_name = _("dossier d’information préalable")
        verbose_name_plural = _("dossiers d’information préalable")
        ordering: ClassVar[list[str]] = ["-prepared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "schedule_no"], name="one_information_pack_per_enrolment_and_schedule"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} v{self.schedule_no}"
