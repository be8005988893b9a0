"""Who was asked what, about what, until when. It proves the solicitation and the rate, never what was answered."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.surveys.enums import InvitationState

from .questionnaire import QuestionnaireVersion


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def about(self, keys: Iterable[str]) -> "InvitationQuerySet":
        """Those that concern objects such as « enrolment/12 »."""
        return self.filter(about__in=list(keys))

    def standing(self) -> "InvitationQuerySet":
        return self.filter(withdrawn_at__isnull=True)

    def open(self, now: datetime) -> "InvitationQuerySet":
        """Those that can be answered at `now`: the same decision as `Invitation.state`, for the database."""
        return self.standing().filter(opens_at__lte=now, closes_at__gt=now)

    def answered(self) -> "InvitationQuerySet":
        return self.filter(answered_on__isnull=False)

    def unanswered(self) -> "InvitationQuerySet":
        return self.filter(answered_on__isnull=True)

    def due_to_close(self, now: datetime) -> "InvitationQuerySet":
        return self.standing().filter(closed_at__isnull=True, closes_at__lte=now)


class Invitation(models.Model):
    """`key` is its natural key: asked twice is asked once.

    `context` has the shape of `surveys.rules.read_context`. The respondent is a snapshot: a contact of an organisation
    may never be a person of ours. `answered_on` is a day, without hour: an hour would lead to an anonymous answer.
    """

    key = models.CharField(_("clé naturelle"), max_length=160, unique=True)
    version = models.ForeignKey(
        QuestionnaireVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="invitations"
    )
    about = models.CharField(_("objet"), max_length=80, db_index=True, help_text=_("« enrolment/12 »"))
    group = models.CharField(_("groupe"), max_length=80, blank=True, db_index=True, help_text=_("« session/3 »"))
    occasion = models.CharField(_("occasion"), max_length=40, blank=True, help_text=_("« entry », « exit »"))
    respondent_key = models.CharField(_("personne"), max_length=80, blank=True, help_text=_("« person/12 »"))
    respondent_name = models.CharField(_("nom"), max_length=200, blank=True)
    respondent_email = models.EmailField(_("adresse"), max_length=254, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    context = models.JSONField(_("contexte"), default=dict, blank=True)
    invited_at = models.DateTimeField(_("sollicitation enregistrée le"))
    opens_at = models.DateTimeField(_("ouvre le"))
    closes_at = models.DateTimeField(_("se ferme le"))
    answered_on = models.DateField(_("répondu le"), null=True, blank=True)
    closed_at = models.DateTimeField(_("close le"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True, blank=True)

    objects: ClassVar[models.Manager["Invitation"]] = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("sollicitation")
        verbose_name_plural = _("sollicitations")
        ordering = ["-invited_at", "-pk"]
        indexes = [
            models.Index(
                fields=["closes_at"],
                condition=Q(closed_at__isnull=True, withdrawn_at__isnull=True),
                name="invitations_still_to_close",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="invitation_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def page_key(self) -> str:
        """How personal links name the page where it is answered."""
        return str(self.pk)

    def state(self, now: datetime) -> InvitationState:
        """Whether it can be answered at `now`."""
        if self.withdrawn_at is not None:
            return InvitationState.WITHDRAWN
        if now >= self.closes_at:
            return InvitationState.CLOSED
        return InvitationState.OPEN if now >= self.opens_at else InvitationState.PLANNED
