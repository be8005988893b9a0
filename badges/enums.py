"""States and reasons of a badge. An expired badge is one whose date has passed: computed, never stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AwardState(models.TextChoices):
    VALID = "valid", _("valable")
    REVOKED = "revoked", _("retiré")
    REPLACED = "replaced", _("remplacé")
    ERASED = "erased", _("effacé")


class Reason(models.TextChoices):
    """Why a badge stopped standing: public words, which tell nothing of the person."""

    ERROR = "error", _("émis par erreur")
    NOT_MET = "not_met", _("les critères n’étaient pas tous remplis")
    FRAUD = "fraud", _("la preuve examinée n’était pas celle de la personne")
    REQUEST = "request", _("retiré à la demande de la personne")
    ADDRESS = "address", _("réémis pour une nouvelle adresse")
    CORRECTED = "corrected", _("réémis après une correction")
    RESTORED = "restored", _("rétabli après réexamen")
    RENEWED = "renewed", _("renouvelé pour une nouvelle période")
    KEY = "key", _("signature remplacée, la clé n’étant plus sûre")
    ERASED = "erased", _("données effacées à la demande de la personne")


REVOKING = (Reason.ERROR, Reason.NOT_MET, Reason.FRAUD, Reason.REQUEST)
REPLACING = (Reason.ADDRESS, Reason.CORRECTED, Reason.RESTORED, Reason.RENEWED)


class KeyState(models.TextChoices):
    ACTIVE = "active", _("signe les nouveaux badges")
    RETIRED = "retired", _("ne signe plus, vérifie encore")
    COMPROMISED = "compromised", _("compromise, ne vérifie plus rien")


class Visibility(models.TextChoices):
    """Who sees the badge with its holder's name. Anybody who has its address may always check it, without a name."""

    PRIVATE = "private", _("Moi seulement")
    LINK = "link", _("Par lien")
    PUBLIC = "public", _("Public")
