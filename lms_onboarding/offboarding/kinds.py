"""Closed lists of the closing; their values are stored, never renamed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperKind(models.TextChoices):
    """Ids of documents.json."""

    BILAN = "bilan_personnalise", _("bilan personnalisé")
    ATTESTATION = "attestation_fin", _("attestation de fin de formation")
    CERTIFICATE = "certificat_realisation", _("certificat de réalisation")


class Outcome(models.TextChoices):
    """Where a learner's action stands after thirty days: the three answers are useful."""

    DONE = "done", _("faite")
    STARTED = "started", _("commencée")
    DROPPED = "dropped", _("abandonnée")
