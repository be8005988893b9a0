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
    API = "api", _("interface")


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


class Presence(models.TextChoices):
    """What a trainer found. There is no default: nobody is present until somebody says so."""

    PRESENT = "present", _("présent")
    LATE = "late", _("en retard")
    ABSENT = "absent", _("absent")
    EXCUSED = "excused", _("excusé")


class ExcuseKind(models.TextChoices):
    """Why an absence is excused, in codes: never a diagnosis, never anything about health."""

    WORK = "work", _("impératif professionnel")
    FAMILY = "family", _("raison familiale")
    TRANSPORT = "transport", _("transport")
    TECHNICAL = "technical", _("panne ou connexion")
    LEAVE = "leave", _("arrêt ou congé, sans autre précision")
    OTHER = "other", _("autre motif admis")


class SignatureKind(models.TextChoices):
    DRAWN = "drawn", _("tracée")
    WRITTEN = "written", _("nom écrit")
    SCANNED = "scanned", _("code de la salle")


class Door(models.TextChoices):
    """By where a person came to sign; each proves who they are, none lets them choose."""

    LINK = "link", _("lien personnel")
    PORTAL = "portal", _("portail")
    WALL = "wall", _("code QR de la salle")


class HelpChannel(models.TextChoices):
    """How a person was helped at a distance."""

    VIDEO = "video", _("visioconférence")
    PHONE = "phone", _("téléphone")
    MAIL = "mail", _("e-mail")
    MESSAGE = "message", _("messagerie")
    ONSITE = "onsite", _("sur place")


class Level(models.TextChoices):
    """What an assessment found of one objective; no mark is ever given."""

    ACQUIRED = "acquired", _("acquis")
    IN_PROGRESS = "in_progress", _("en cours d’acquisition")
    NOT_ACQUIRED = "not_acquired", _("non acquis")


class AssessedBy(models.TextChoices):
    """Who found it. What a trainer saw prevails over what a quiz found."""

    TRAINER = "trainer", _("évaluation du formateur")
    QUIZ = "quiz", _("quiz d’évaluation")
