"""What the team holds back, and who was told of what is missing."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import Holdable


class SendingHold(models.Model):
    """A person of the team holds back one message: for a whole session, or for one learner of it."""

    message = models.CharField(_("message"), max_length=60, choices=Holdable.choices)
    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="sending_holds"
    )
    enrolment = models.ForeignKey(
        Enrolment,
        verbose_name=_("apprenant"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="sending_holds",
    )
    actor = models.CharField(_("auteur"), max_length=80)
    held_at = models.DateTimeField(_("retenu le"))
    lifted_at = models.DateTimeField(_("repris le"), null=True, blank=True)
    lifted_by = models.CharField(_("repris par"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("envoi retenu")
        verbose_name_plural = _("envois retenus")
        constraints = [
            models.UniqueConstraint(
                fields=["message", "session"],
                condition=Q(enrolment__isnull=True, lifted_at__isnull=True),
                name="one_standing_hold_per_session",
            ),
            models.UniqueConstraint(
                fields=["message", "enrolment"],
                condition=Q(enrolment__isnull=False, lifted_at__isnull=True),
                name="one_standing_hold_per_learner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message} · {self.enrolment or self.session}"


class NoticedItem(models.Model):
    """The owner of a missing item was told, at J-14, J-10 or J-8: once each."""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="noticed_items", verbose_name=_("session")
    )
    schedule_no = models.PositiveIntegerField(_("version du calendrier"))
    milestone = models.PositiveSmallIntegerField(_("jours avant"))
    owner_key = models.CharField(_("responsable"), max_length=80)
    items = models.JSONField(_("éléments"))
    noticed_at = models.DateTimeField(_("demandé le"))

    class Meta:
        verbose_name = _("demande d’information manquante")
        verbose_name_plural = _("demandes d’information manquante")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "schedule_no", "milestone", "owner_key"], name="one_notice_per_owner_and_milestone"
            )
        ]
        ordering: ClassVar[list[str]] = ["noticed_at"]

    def __str__(self) -> str:
        return f"{self.session} J-{self.milestone}"
