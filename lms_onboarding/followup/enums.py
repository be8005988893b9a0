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


class CaseState(models.TextChoices):
    """Where a case waits."""

    TODO = "todo", _("à traiter")
    DEFERRED = "deferred", _("reportée")
    HANDLED = "handled", _("traitée")


class CaseOutcome(models.TextChoices):
    """How a case ended; somebody of the team says so, no mail does."""

    RESUMED = "resumed", _("reprise")
    POSTPONED = "postponed", _("formation reportée")
    ABANDONED = "abandoned", _("abandon")
    FALSE_POSITIVE = "false_positive", _("faux positif")


class ActionKind(models.TextChoices):
    """What happened on a case: by somebody of the team, by the learner (replied), or seen by the product."""

    OPENED = "opened", _("Alerte ouverte")
    SIGNAL_ADDED = "signal_added", _("Signal ajouté")
    SIGNAL_ENDED = "signal_ended", _("Signal levé")
    CLOSURE_PROPOSED = "closure_proposed", _("Clôture proposée")
    RETURNED = "returned", _("De nouveau à traiter")
    ESCALATED = "escalated", _("Transmise au référent")
    CALLED = "called", _("Appel")
    MAILED = "mailed", _("Message envoyé")
    MET = "met", _("Rencontre")
    VIDEO = "video", _("Visioconférence")
    NO_ANSWER = "no_answer", _("Essai sans réponse")
    REPLIED = "replied", _("Réponse de la personne")
    READ = "read", _("Réponse lue")
    TAKEN = "taken", _("Prise en charge")
    DEFERRED = "deferred", _("Reportée")
    CLOSED = "closed", _("Issue notée")
    UNDONE = "undone", _("Annulation")


# An exchange that somebody of the team had, or tried to have, with the learner.
CONTACTS = (ActionKind.CALLED, ActionKind.MAILED, ActionKind.MET, ActionKind.VIDEO, ActionKind.NO_ANSWER)
NOTABLE = (ActionKind.CALLED, ActionKind.VIDEO, ActionKind.MET, ActionKind.NO_ANSWER)  # what a trainer writes down
UNDOABLE = (*CONTACTS, ActionKind.DEFERRED, ActionKind.CLOSED, ActionKind.TAKEN)


class Proposal(models.TextChoices):
    """Why the product thinks that a case may be closed; a person decides."""

    BACK = "back", _("La personne est de retour")
    EXPLAINED = "explained", _("Le motif a disparu")
    LEFT = "left", _("L’inscription n’est plus active")


class Postponement(models.TextChoices):
    """Until when a case may wait."""

    TOMORROW = "tomorrow", _("Demain à 9 h")
    TWO_DAYS = "two_days", _("Dans deux jours")
    NEXT_SLOT = "next_slot", _("Après le prochain cours")
