"""An evidence file that somebody asked for: what was asked, how far it is, what came out of it."""

from datetime import datetime
from typing import Any, ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ADD: Final = "lmso_qualiopi.add_export"
NAMES: Final = "lmso_qualiopi.export_names"


class ExportState(models.TextChoices):
    WAITING = "waiting", _("en attente")
    RUNNING = "running", _("en préparation")
    READY = "ready", _("prêt")
    FAILED = "failed", _("interrompu")
    STOPPED = "stopped", _("arrêté")
    EXPIRED = "expired", _("effacé")


class Step(models.TextChoices):
    """Where a preparation stands."""

    SAMPLE = "sample", _("Sessions réunies")
    COPY = "copy", _("Copie et empreintes")
    INDEX = "index", _("Index hors ligne")
    CHECK = "check", _("Contrôle final")


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: Any) -> "ExportQuerySet":
        """All for who exports; those with names only for who may."""
        if not (user.is_authenticated and user.is_active and user.has_perm(ADD)):
            return self.none()
        return self if user.has_perm(NAMES) else self.filter(nominative=False)

    def due(self, now: datetime) -> "ExportQuerySet":
        """What a worker may take: nobody has it, or whoever had it was not heard of for too long."""
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        return self.filter(free, state__in=(ExportState.WAITING, ExportState.RUNNING))

    def unfinished(self) -> "ExportQuerySet":
        return self.filter(state__in=(ExportState.WAITING, ExportState.RUNNING))


class Export(models.Model):
    """`wanted` is a `selecting.Wanted`; `form_key` names the form sent, so that twice is once. `claim` is the worker
    that has it until `lease_until`; `file` the name in the `exports` storage, empty once it is erased."""

    form_key = models.CharField(_("formulaire"), max_length=64, unique=True, editable=False)
    wanted = models.JSONField(_("demandé"))
    scope = models.CharField(_("périmètre"), max_length=200)
    nominative = models.BooleanField(_("avec les noms"), default=False)
    asked_key = models.CharField(_("compte"), max_length=80)
    asked_name = models.CharField(_("demandé par"), max_length=200)
    asked_email = models.EmailField(_("prévenir"), max_length=254, blank=True)
    asked_at = models.DateTimeField(_("demandé le"))
    state = models.CharField(_("état"), max_length=8, choices=ExportState.choices, default=ExportState.WAITING)
    step = models.CharField(_("étape"), max_length=8, choices=Step.choices, default=Step.SAMPLE)
    done = models.PositiveIntegerField(_("pièces copiées"), default=0)
    expected = models.PositiveIntegerField(_("pièces à copier"), default=0)
    tries = models.PositiveSmallIntegerField(_("essais"), default=0)
    claim = models.CharField(_("prise"), max_length=32, blank=True)
    lease_until = models.DateTimeField(_("prise jusqu’à"), null=True, blank=True)
    failure = models.CharField(_("ce qui l’a interrompu"), max_length=400, blank=True)
    finished_at = models.DateTimeField(_("terminé le"), null=True, blank=True)
    expires_at = models.DateTimeField(_("gardé jusqu’au"), null=True, blank=True)
    file = models.CharField(_("fichier"), max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("taille en octets"), default=0)
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64, blank=True)
    pieces = models.PositiveIntegerField(_("pièces"), default=0)
    gaps = models.PositiveIntegerField(_("lacunes"), default=0)
    sessions = models.PositiveIntegerField(_("sessions"), default=0)
    unreadable = models.PositiveIntegerField(_("pièces sans fichier"), default=0)

    objects: ClassVar[ExportQuerySet] = ExportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("dossier de preuves")
        verbose_name_plural = _("dossiers de preuves")
        ordering = ["-asked_at", "-pk"]
        permissions = [("export_names", _("Peut exporter des preuves avec les noms"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(file="") & ~Q(sha256="") & Q(expires_at__isnull=False)),
                name="ready_export_has_its_file_and_its_end",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(failure=""), name="interrupted_export_says_why"),
        ]

    def __str__(self) -> str:
        return self.scope

    @property
    def key(self) -> str:
        """How the journal names it, for example `export/12`."""
        return f"export/{self.pk}"
