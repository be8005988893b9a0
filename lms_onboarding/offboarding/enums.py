"""Words of the room, shared with the rooms above."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Party(models.TextChoices):
    """Who is asked, and when: one campaign each."""

    HOT = "hot", _("apprenants, à chaud")
    COLD = "cold", _("apprenants, avec du recul")
    TRAINER = "trainer", _("formateurs")
    COMPANY = "company", _("entreprises")
    FUNDER = "funder", _("financeurs")


class Worry(models.TextChoices):
    """Why an answer is worth looking into."""

    LOW_MARK = "low_mark", _("note basse")
    DIFFICULTY = "difficulty", _("difficulté déclarée")


class ReplyChannel(models.TextChoices):
    """How somebody answered otherwise than by the page: a meeting is worth a form, when it is written down."""

    PHONE = "phone", _("au téléphone")
    MEETING = "meeting", _("en réunion")
    MAIL = "mail", _("par courrier ou e-mail")
    PAPER = "paper", _("sur papier")
    OWN = "own", _("par son propre dispositif d’évaluation")


class AlumniState(models.TextChoices):
    """What a former learner answered. Nobody is in the space without having said so."""

    JOINED = "joined", _("dans le réseau")
    DECLINED = "declined", _("n’a pas souhaité")
    LEFT = "left", _("en est sorti")


class Need(models.TextChoices):
    """What a resource is for: the codes of the question about next needs."""

    REFRESH = "refresh", _("réviser")
    DEEPEN = "deepen", _("aller plus loin")
    COACHING = "coaching", _("être accompagné")
    PEERS = "peers", _("échanger")
