"""Modality, half-days and states of a session."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Modality(models.TextChoices):
    ONSITE = "onsite", _("présentiel")
    REMOTE = "remote", _("à distance")
    BLENDED = "blended", _("mixte")


class Half(models.TextChoices):
    MORNING = "am", _("matin")
    AFTERNOON = "pm", _("après-midi")


class SessionState(models.TextChoices):
    """Time-driven states are computed from `now`, never stored."""

    PLANNED = "planned", _("prévue")
    OPEN = "open", _("ouverte")
    RUNNING = "running", _("en cours")
    ENDED = "ended", _("terminée")
    RELEASED = "released", _("clôturée")
    CANCELLED = "cancelled", _("annulée")
