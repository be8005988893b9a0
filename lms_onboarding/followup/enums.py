"""The closed lists of the room; their values are stored, never renamed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignalKind(models.TextChoices):
    """Why somebody may need a sign. The first five suffice alone; the others through their points."""

    STUCK = "stuck", _("Difficulté déclarée")
    ABSENCE = "absence", _("Absence non excusée")
    ACCESS_MISSING = "access_missing", _("Accès non envoyé")
    ACCESS_BOUNCED = "access_bounced", _("Kit rejeté par la messagerie")
    REPLY_UNREAD = "reply_unread", _("Réponse que personne n’a lue")
    FEW_ACTIVE_DAYS = "few_active_days", _("Peu de jours d’activité")
    FEW_VISITS_BEFORE = "few_visits_before", _("Peu de visites avant le début")
    NO_CONTENT = "no_content", _("Premier contenu jamais ouvert")


SUFFICIENT = (
    SignalKind.STUCK,
    SignalKind.ABSENCE,
    SignalKind.ACCESS_MISSING,
    SignalKind.ACCESS_BOUNCED,
    SignalKind.REPLY_UNREAD,
)
SCORED = (SignalKind.FEW_ACTIVE_DAYS, SignalKind.FEW_VISITS_BEFORE, SignalKind.NO_CONTENT)


class Band(models.TextChoices):
    """What the points say together."""

    UNKNOWN = "unknown", _("Données absentes")
    NOTHING = "nothing", _("Rien à signaler")
    WATCH = "watch", _("À surveiller")
    CONTACT = "contact", _("À contacter")


class Access(models.IntegerChoices):
    """Where the welcome kit of a learner stands, once they should have it."""

    FINE = 0, _("parti")
    MISSING = 1, _("non envoyé")
    BOUNCED = 2, _("rejeté")


class Stuck(models.IntegerChoices):
    """« Je suis bloqué », and for how long: the same fact, which weighs more once a business day has gone by."""

    NO = 0, _("non")
    WAITING = 1, _("en attente de réponse")
    OVERDUE = 2, _("sans réponse depuis plus d’un jour ouvré")
