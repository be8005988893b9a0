"""Confidential reports, of which the database holds boxes that it cannot open, and who receives them."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ConfidentialRecipientQuerySet(models.QuerySet["ConfidentialRecipient"]):
    def living(self) -> "ConfidentialRecipientQuerySet":
        return self.filter(ended_at__isnull=True)

    def ready(self) -> "ConfidentialRecipientQuerySet":
        """Those who chose a passphrase: reports can be sealed to them."""
        return self.living().filter(accepted_at__isnull=False)


class ConfidentialRecipient(models.Model):
    """Who reads confidential reports: a person of the organisation or from outside. The keys are made by accepting.

    Ended, it keeps its keys: what was sealed to it opens with its passphrase or its recovery code, and with no other.
    """

    name = models.CharField(_("nom"), max_length=200)
    title = models.CharField(_("fonction"), max_length=160)
    email = models.EmailField(_("adresse e-mail"), max_length=254)
    email_key = models.CharField(_("adresse de rapprochement"), max_length=254, editable=False)
    designated_at = models.DateTimeField(_("désignée le"))
    accepted_at = models.DateTimeField(_("acceptée le"), null=True, blank=True)
    ended_at = models.DateTimeField(_("terminée le"), null=True, blank=True)
    public_key = models.BinaryField(_("clé publique"), null=True, blank=True)
    under_passphrase = models.BinaryField(_("clé privée, sous la phrase secrète"), null=True, blank=True)
    under_recovery = models.BinaryField(_("clé privée, sous la clé de secours"), null=True, blank=True)

    objects: ClassVar[models.Manager["ConfidentialRecipient"]] = ConfidentialRecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("destinataire confidentiel")
        verbose_name_plural = _("destinataires confidentiels")
        ordering = ["designated_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email_key"], condition=Q(ended_at__isnull=True), name="one_living_designation_per_address"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True)
                | Q(public_key__isnull=False, under_passphrase__isnull=False, under_recovery__isnull=False),
                name="accepted_recipient_has_keys",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How the rooms below name it, for example `recipient/3`; also what its locks are bound to."""
        return f"recipient/{self.pk}"


class Report(models.Model):
    """A confidential report. Its words are in `box`; `follow_digest` finds it by its code, `reply_key` seals answers.

    A random key: no number tells how many there are, or in which order they came.
    """

    # Wagtail would list its references; nothing of it belongs in a list.
    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(ConfidentialRecipient, on_delete=models.PROTECT, related_name="reports")
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    box = models.BinaryField()
    follow_digest = models.CharField(max_length=64, unique=True)
    reply_key = models.BinaryField()

    class Meta:
        default_permissions = ()  # there is nothing to grant
        verbose_name = _("message confidentiel")
        verbose_name_plural = _("messages confidentiels")
        ordering = ["-received_at"]
        indexes = [models.Index(fields=["recipient", "received_at"], name="reports_by_recipient")]

    def __str__(self) -> str:
        return str(_("message confidentiel"))

    @property
    def about(self) -> str:
        """What its boxes are bound to."""
        return f"report/{self.pk}"


class ReportReply(models.Model):
    """An answer, sealed twice: to the reporter's code, and to the recipient who wrote it."""

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="replies")
    written_at = models.DateTimeField()
    for_reporter = models.BinaryField()
    for_recipient = models.BinaryField()

    class Meta:
        default_permissions = ()
        verbose_name = _("réponse confidentielle")
        verbose_name_plural = _("réponses confidentielles")
        ordering = ["written_at"]

    def __str__(self) -> str:
        return str(_("réponse confidentielle"))

    @property
    def about(self) -> str:
        """What its boxes are bound to."""
        return f"reply/{self.pk}"
