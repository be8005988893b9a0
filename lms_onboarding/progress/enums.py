"""The closed lists of the room; their values are stored, never renamed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CompletedBy(models.TextChoices):
    """What ended a lesson. MC-2: nothing is completed by having been displayed."""

    CHECK = "check", _("une question réussie")
    ACTION = "action", _("une action réelle")


class Outcome(models.TextChoices):
    """What an answer was. No score is ever made of it: it chooses the words shown, and says where a lesson is hard."""

    BEST = "best", _("la meilleure réponse")
    ALMOST = "almost", _("presque")
    OTHER = "other", _("une autre réponse")


class StuckMotive(models.TextChoices):
    UNCLEAR = "unclear", _("Je ne comprends pas")
    BROKEN = "broken", _("Quelque chose ne marche pas")
    TIME = "time", _("Je manque de temps")


class Source(models.TextChoices):
    """Where activity was seen. Each keeps its own row of a day: an import never adds to what we saw."""

    PORTAL = "portal", _("portail")
    FILE = "file", _("journal importé")


class Obstacle(models.TextChoices):
    """Why a module is not in a learner's list."""

    NOT_ENROLLED = "not_enrolled", _("aucune inscription")
    NOT_CONFIRMED = "not_confirmed", _("inscription à confirmer")
    ENROLMENT_CANCELLED = "enrolment_cancelled", _("inscription annulée")
    ABANDONED = "abandoned", _("formation arrêtée")
    SESSION_CANCELLED = "session_cancelled", _("session annulée")
    NOT_PUBLISHED = "not_published", _("module non publié")
    OPENS_LATER = "opens_later", _("module à venir")
    NO_ROLE = "no_role", _("profil non précisé")
    OTHER_ROLE = "other_role", _("module d’un autre profil")
