"""Roles and states of an enrolment."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The learner's role in the client's LMS: it chooses the micro-courses."""

    ADMIN = "admin", _("Admin")
    CREATOR = "creator", _("Créateur")
    MANAGER = "manager", _("Manager")


class EnrolmentState(models.TextChoices):
    """« Active » is a confirmed enrolment whose first slot has started: computed, never stored."""

    INVITED = "invited", _("invitée")
    CONFIRMED = "confirmed", _("confirmée")
    COMPLETED = "completed", _("terminée")
    ABANDONED = "abandoned", _("abandonnée")
    CANCELLED = "cancelled", _("annulée")


PLACED: Final = (EnrolmentState.CONFIRMED, EnrolmentState.COMPLETED)  # who makes the group, whenever one looks at it
ONCE_PLACED: Final = (*PLACED, EnrolmentState.ABANDONED)  # who was there, even if they left on the way


class AbandonCause(models.TextChoices):
    """Codes shared with every question about disengagement; free text never leaves the room that asked."""

    ORGANISATION = "organisation", _("difficulté à s’organiser")
    EXPECTATIONS = "expectations", _("attentes peu claires")
    ACCESS = "access", _("accès ou repères")
    STRESS = "stress", _("stress")
    ISOLATION = "isolation", _("isolement")
    RELEVANCE = "relevance", _("peu utile au travail")
    WORKLOAD = "workload", _("charge de travail")
    OTHER = "other", _("autre raison")


class ImportWork(models.TextChoices):
    """What the worker has to do with a deposited file; nothing, for a small one, which the pages deal with."""

    CHECK = "check", _("vérifier les lignes")
    IMPORT = "import", _("inscrire")
    UNDO = "undo", _("annuler l’import")
