"""States and lanes of a mail, shared with the rooms above."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """What we know of a mail. Plain SMTP never says « remis »: its mails stay « remise inconnue »."""

    QUEUED = "queued", _("en attente")
    SENDING = "sending", _("en cours d’envoi")
    SENT = "sent", _("envoyé")
    UNKNOWN = "unknown", _("remise inconnue")
    BOUNCED = "bounced", _("rejeté")
    FAILED = "failed", _("échec")
    SUPPRESSED = "suppressed", _("retenu")


LEFT = (MailState.SENT, MailState.UNKNOWN)  # handed to a mail server and not returned


class Lane(models.TextChoices):
    """The fast lane carries sign-in codes: never behind a group sending."""

    NORMAL = "normal", _("normale")
    FAST = "fast", _("rapide")
