"""Words about people shared with the rooms above."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Civility(models.TextChoices):
    """Known or not: an unknown civility turns the sentence, it is never guessed."""

    MADAME = "mme", _("Mme")
    MONSIEUR = "m", _("M.")


class OrganisationKind(models.TextChoices):
    COMPANY = "company", _("entreprise")
    FUNDER = "funder", _("financeur")
