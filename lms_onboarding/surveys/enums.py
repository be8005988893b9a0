"""Words of the room, shared with the rooms above."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    RATING = "rating", _("note")
    NPS = "nps", _("recommandation de 0 à 10")
    SINGLE = "single", _("un choix")
    MULTIPLE = "multiple", _("plusieurs choix")
    TEXT = "text", _("texte")


class Naming(models.TextChoices):
    """Whether an answer carries the name of who gave it."""

    NAMED = "named", _("avec le nom")
    CHOICE = "choice", _("avec ou sans le nom, au choix de la personne")
    ANONYMOUS = "anonymous", _("sans le nom")


class Reader(models.TextChoices):
    """Who alone may read a restricted answer."""

    DISABILITY_REFERENT = "disability_referent", _("le référent handicap, et lui seul")


class InvitationState(models.TextChoices):
    PLANNED = "planned", _("à venir")
    OPEN = "open", _("ouverte")
    CLOSED = "closed", _("close")
    WITHDRAWN = "withdrawn", _("retirée")
