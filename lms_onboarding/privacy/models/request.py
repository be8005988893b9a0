"""Who asked for their data, and when they took them. The archive itself is made when it is taken, and never kept."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Person


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def visible_to(self, user: Any) -> "DataRequestQuerySet":
        """One's own, and nobody else's: not even an administrator takes somebody's data away."""
        return self.filter(person__account=user.pk) if user.is_authenticated else self.none()

    def open_at(self, now: datetime) -> "DataRequestQuerySet":
        return self.filter(closes_at__gt=now)


class DataRequest(models.Model):
    """Somebody may take their data until `closes_at`. Their request by mail or by telephone is noted the same way."""

    person = models.ForeignKey(Person, verbose_name=_("personne"), on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(_("demandé le"))
    asked_by = models.CharField(_("noté par"), max_length=80, help_text=_("« user/3 » : la personne ou l’équipe"))
    closes_at = models.DateTimeField(_("ouvert jusqu’au"))
    mail = models.OneToOneField(
        OutgoingMail,
        verbose_name=_("message"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    taken_at = models.DateTimeField(_("pris la dernière fois le"), null=True, blank=True)
    taken = models.PositiveIntegerField(_("fois pris"), default=0)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande de données")
        verbose_name_plural = _("demandes de données")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("asked_at")), name="data_request_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(taken=0, taken_at__isnull=True) | Q(taken__gt=0, taken_at__isnull=False),
                name="data_taken_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.asked_at:%Y-%m-%d}"

    @property
    def key(self) -> str:
        """How the rooms below name it, for example `data-export/12`."""
        return f"data-export/{self.pk}"
