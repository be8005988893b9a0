"""Why something about a person is kept. Each purpose has a sentence, read by the person concerned."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    IDENTITY = "identity", _("Vous reconnaître et vous joindre")
    CHOICE = "choice", _("Respecter ce que vous avez choisi")
    TRAINING = "training", _("Organiser et suivre votre formation")
    PROOF = "proof", _("Justifier la formation auprès de qui la finance et la contrôle")
    EVIDENCE = "evidence", _("Montrer à un auditeur que l’organisme tient ses engagements")
    SURVEY = "survey", _("Améliorer les formations d’après vos réponses")
    NOTE = "note", _("Vous accompagner : ce qui a été dit et écrit")
    TRACE = "trace", _("Faire fonctionner et protéger l’outil")
