"""A file between its upload and its import: kept apart, for its owner only, and for a short time."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.enrolments.enums import ImportWork

KEPT: Final = timedelta(days=7)
SMALL: Final = 150_000  # bytes: two thousand rows or so, a second of work


class ImportDraftQuerySet(models.QuerySet["ImportDraft"]):
    def expired(self, now: datetime) -> "ImportDraftQuerySet":
        return self.filter(expires_at__lte=now)

    def usable_by(self, user_id: int, now: datetime) -> "ImportDraftQuerySet":
        """What this account deposited and may still open: nobody else sees a file of personal data."""
        return self.filter(owner_id=user_id, expires_at__gt=now)

    def waiting(self, now: datetime) -> "ImportDraftQuerySet":
        """Those that a worker may take: something is to be done, and no other worker holds them at `now`."""
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        return self.filter(free, expires_at__gt=now).exclude(work="")


class ImportDraft(models.Model):
    """`corrections` holds what was typed over the file: {line: {field: value}}; `report` the result, once imported.

    A large file goes to the worker: `work` says what is to be done, `lease_until` how long a worker holds it,
    `rows_done` of `rows_total` how far it is; `preview` is what it found, `refusal` why it cannot read the file.
    `undone` is what became of an import taken back: {removed, kept: [[line, name, reason]]}.
    """

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
    work = models.CharField(_("travail en attente"), max_length=8, choices=ImportWork.choices, blank=True)
    lease_until = models.DateTimeField(_("pris jusqu’au"), null=True, editable=False)
    rows_total = models.PositiveIntegerField(_("lignes"), default=0)
    rows_done = models.PositiveIntegerField(_("lignes traitées"), default=0)
    preview = models.JSONField(_("aperçu"), default=dict, blank=True)
    refusal = models.CharField(_("refus"), max_length=500, blank=True)
    undone_at = models.DateTimeField(_("annulé le"), null=True, editable=False)
    undone = models.JSONField(_("résultat de l’annulation"), default=dict, blank=True)

    objects: ClassVar[models.Manager["ImportDraft"]] = ImportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("fichier d’inscriptions")
        verbose_name_plural = _("fichiers d’inscriptions")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["expires_at"], name="import_drafts_by_expiry"),
            models.Index(fields=["lease_until"], condition=~Q(work=""), name="import_drafts_for_the_worker"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="import_draft_expires_after_its_upload"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(imported_at__isnull=False), name="undone_import_had_been_made"
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_small(self) -> bool:
        """Dealt with while its owner waits: read, checked and imported within the request."""
        return len(self.content) <= SMALL


class ImportBatch(models.Model):
    """A thousand rows written together, in the same transaction as what they made: the trace of an import.

    `said` is what the report says of these rows (shapes of `importing.log`); `made` what can be taken back
    (`importing.made`). `undone` once it was: [[name, reason]] of what stays.
    """

    draft = models.ForeignKey(ImportDraft, verbose_name=_("fichier"), on_delete=models.CASCADE, related_name="batches")
    number = models.PositiveIntegerField(_("rang"))
    said = models.JSONField(_("compte rendu"), default=dict)
    made = models.JSONField(_("ce qui a été fait"), default=dict)
    undone = models.JSONField(_("ce qui reste"), null=True)

    class Meta:
        verbose_name = _("lot importé")
        verbose_name_plural = _("lots importés")
        ordering: ClassVar[list[str]] = ["draft", "number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="rows_of_a_file_are_imported_once")]

    def __str__(self) -> str:
        return f"{self.draft} {self.number}"
