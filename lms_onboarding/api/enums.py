"""What a token may do; the values are stored and asked for by name."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    ACTIVITY_WRITE = "activity:write", _("envoyer de l’activité")
