"""A file between its upload and its import: kept apart, for its owner only, and for a short time."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

KEPT: Final = timedelta(days=7)


class ImportDraftQuerySet(models.QuerySet["ImportDraft"]):
    def expired(self, now: datetime) -> "ImportDraftQuerySet":
        return self.filter(expires_at__lte=now)

    def usable_by(self, user_id: int, now: datetime) -> "ImportDraftQuerySet":
        """What this account deposited and may still open: nobody else sees a file of personal data."""
        return self.filter(owner_id=user_id, expires_at__gt=now)


class ImportDraft(models.Model):
    """`corrections` holds what was typed over the file: {line: {field: value}}; `report` the result, once imported."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("auteur"), on_delete=models.CASCADE, related_name="+"
    )
    filename = models.CharField(_("fichier"), max_length=200)
    content = models.BinaryField(_("contenu"), editable=False)
    corrections = models.JSONField(_("corrections"), default=dict, blank=True)
    create_sessions = models.BooleanField(_("créer les sessions inconnues"), default=False)
    created_at = models.DateTimeField(_("déposé le"), editable=False)
    expires_at = models.DateTimeField(_("conservé jusqu’au"), editable=False)
    imported_at = models.DateTimeField(_("importé le"), null=True, editable=False)
    report = models.JSONField(_("résultat"), default=dict, blank=True)

    objects: ClassVar[models.Manager["ImportDraft"]] = ImportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("fichier d’inscriptions")
        verbose_name_plural = _("fichiers d’inscriptions")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["expires_at"], name="import_drafts_by_expiry")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="import_draft_expires_after_its_upload"
            )
        ]

    def __str__(self) -> str:
        return self.filename
