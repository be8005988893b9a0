"""Tokens of the interface, hashed at rest; and the batches they sent, so that a batch sent twice is one."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.sessions.models import Session


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, now: datetime) -> "ApiTokenQuerySet":
        return self.filter(revoked_at__isnull=True).filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))


class ApiToken(models.Model):
    """The right of one platform to send. The secret is shown once, and only its SHA-256 is kept: it is 256 random
    bits, which nobody guesses. `sender` stays the same when a token replaces another: lines are known by it."""

    sender = models.SlugField(
        _("expéditeur"),
        max_length=60,
        help_text=_(
            "Le nom de la plateforme, par exemple « lms-principal ». Un jeton qui en remplace un autre garde ce nom."
        ),
    )
    prefix = models.CharField(_("début du jeton"), max_length=12, editable=False)
    digest = models.CharField(_("empreinte"), max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("droits"), default=list, editable=False)
    sessions = models.ManyToManyField(
        Session,
        verbose_name=_("sessions"),
        blank=True,
        related_name="+",
        help_text=_("Vide : toutes les sessions."),
    )
    created_at = models.DateTimeField(_("créé le"), editable=False)
    created_by = models.CharField(_("créé par"), max_length=80, editable=False)
    expires_at = models.DateTimeField(_("valable jusqu’au"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("révoqué le"), null=True, editable=False)
    last_used_at = models.DateTimeField(_("dernier emploi"), null=True, editable=False)

    objects: ClassVar[models.Manager["ApiToken"]] = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("jeton d’interface")
        verbose_name_plural = _("jetons d’interface")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("created_at")),
                name="token_expires_after_it_is_made",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sender} ({self.prefix}…)"


class ReceivedBatch(models.Model):
    """A batch that was counted, with the very answer it was given."""

    sender = models.CharField(_("expéditeur"), max_length=60)
    key = models.CharField(_("clé du lot"), max_length=80)
    sha256 = models.CharField(_("empreinte"), max_length=64)
    received_at = models.DateTimeField(_("reçu le"))
    token = models.ForeignKey(ApiToken, verbose_name=_("jeton"), on_delete=models.PROTECT, related_name="batches")
    lines = models.PositiveIntegerField(_("lignes"))
    report = models.JSONField(_("réponse"))

    class Meta:
        verbose_name = _("lot reçu")
        verbose_name_plural = _("lots reçus")
        ordering: ClassVar[list[str]] = ["-received_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["sender", "key"], name="one_batch_per_sender_and_key")]

    def __str__(self) -> str:
        return f"{self.sender} · {self.key}"
