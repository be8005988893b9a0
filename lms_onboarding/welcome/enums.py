"""Why a kit is late, held or replaced: codes kept with the kit, sentences given by the interface."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LateReason(models.TextChoices):
    ENROLLED_LATE = "enrolled_late", _("inscription tardive")
    MOVED_LATE = "moved_late", _("calendrier changé à moins de sept jours")
    COMPLETED_LATE = "completed_late", _("information manquante, donnée tard")
    RESUMED_LATE = "resumed_late", _("envoi suspendu puis repris")
    SENT_LATE = "sent_late", _("envoi retardé par un incident")


class Item(models.TextChoices):
    """What a kit should hold. The first ones hold it back when missing; the others are recorded as missing."""

    LEARNER_NAME = "learner_name", _("le nom de l’apprenant")
    SLOTS = "slots", _("les dates et les horaires")
    PLACE = "place", _("le lieu")
    JOIN_URL = "join_url", _("le lien de la classe virtuelle")
    CONTACT = "contact", _("un contact joignable")
    PROVIDER_IDENTITY = "provider_identity", _("l’identité légale de l’organisme")
    TRAINER = "trainer", _("le formateur")
    TRAINER_WORD = "trainer_word", _("le mot du formateur")
    OBJECTIVES = "objectives", _("les objectifs et leur usage au travail")
    DISABILITY_REFERENT = "disability_referent", _("le référent handicap")
    ACCESS = "access", _("l’accès au lieu")
    TECHNICAL = "technical", _("les prérequis techniques")
    EQUIPMENT = "equipment", _("le matériel à apporter")
    ABSENCE_INSTRUCTIONS = "absence_instructions", _("la consigne en cas d’absence ou de retard")
    HOUSE_RULES = "house_rules", _("le règlement intérieur")
    WELCOME_BOOKLET = "welcome_booklet", _("le livret d’accueil")
    CONTENTS = "contents", _("le contenu du programme")
    ASSESSMENT = "assessment", _("les modalités d’évaluation")
    TRAINER_QUALITY = "trainer_quality", _("le titre ou la qualité des formateurs")
    PRICE = "price", _("le tarif")
    PAYMENT_TERMS = "payment_terms", _("les modalités de règlement")
    EARLY_STOP_TERMS = "early_stop_terms", _("les conditions financières en cas d’arrêt anticipé")


HOLDING = (Item.LEARNER_NAME, Item.SLOTS, Item.PLACE, Item.JOIN_URL, Item.CONTACT)
# What the training organisation gives once for all its sessions; the rest belongs to the session.
OF_PROVIDER = frozenset(
    {
        Item.CONTACT,
        Item.PROVIDER_IDENTITY,
        Item.DISABILITY_REFERENT,
        Item.ABSENCE_INSTRUCTIONS,
        Item.HOUSE_RULES,
        Item.WELCOME_BOOKLET,
        Item.PAYMENT_TERMS,
        Item.EARLY_STOP_TERMS,
    }
)


class Holdable(models.TextChoices):
    """Messages that a person of the team may hold back, for a session or for one learner."""

    KIT = "welcome.kit", _("Kit de bienvenue")
    REMINDER = "welcome.kit_reminder", _("Rappel du kit non ouvert")
    DAY_BEFORE = "welcome.day_before", _("Dernier message avant le premier jour")


class Decision(models.TextChoices):
    """What the team decides once it has understood the need."""

    KEEP = "keep", _("maintenir le programme prévu")
    ADAPT = "adapt", _("adapter le programme ou l’accompagnement")
    REDIRECT = "redirect", _("orienter vers une autre solution")
    POSTPONE = "postpone", _("différer : un prérequis manque")


class Adaptation(models.TextChoices):
    CONTENT = "content", _("des contenus")
    EXAMPLES = "examples", _("des exemples")
    PACE = "pace", _("le rythme")
    FORMAT = "format", _("la modalité")
    SUPPORT = "support", _("l’accompagnement")
    ACCESS = "access", _("les conditions d’accès")


class Source(models.TextChoices):
    """What a synthesis rests on."""

    LEARNER = "learner", _("réponses de l’apprenant")
    COMPANY = "company", _("point de vue de l’entreprise")
    FUNDER = "funder", _("point de vue du financeur")
    POSITIONING = "positioning", _("positionnement")
    INTERVIEW = "interview", _("entretien")


class InformationProof(models.TextChoices):
    """What can be proved of the information before final registration; computed, never stored."""

    AWAITED = "awaited", _("à venir")
    AVAILABLE = "available", _("mise à disposition")
    ACKNOWLEDGED = "acknowledged", _("lue et confirmée par la personne")
    LATE = "late", _("partie après la confirmation")
    NOT_HELD = "not_held", _("preuve antérieure non détenue")


class ReplyChoice(models.TextChoices):
    """What a learner answers to a session moved (the first two) or cancelled (the others)."""

    FITS = "fits", _("Oui, cela me convient")
    MISFIT = "misfit", _("Non, cela ne me convient pas")
    ANOTHER = "another", _("Rejoindre une autre session")
    TALK = "talk", _("En parler d’abord avec vous")
    GIVE_UP = "give_up", _("Renoncer à cette formation")


TO_A_MOVE = (ReplyChoice.FITS, ReplyChoice.MISFIT)
TO_A_CANCELLATION = (ReplyChoice.ANOTHER, ReplyChoice.TALK, ReplyChoice.GIVE_UP)


class SlotKind(models.TextChoices):
    INDIVIDUAL = "individual", _("Appel individuel")
    GROUP = "group", _("Accueil du groupe")


class CallPurpose(models.TextChoices):
    """Why a trainer and a learner meet: each has its own time, its own page and at most one appointment to come."""

    WELCOME = "welcome", _("Appel de bienvenue")
    STUCK = "stuck", _("Coup de main")
    FOLLOW_UP = "follow_up", _("Point à trente jours")


class Channel(models.TextChoices):
    PHONE = "phone", _("par téléphone")
    VIDEO = "video", _("en visio")
    PLACE = "place", _("sur place")


class CallOutcome(models.TextChoices):
    """How a welcome call ended: codes that are counted, never renamed."""

    HELD = "held", _("Appel tenu")
    GROUP = "group", _("Temps collectif tenu")
    NO_ANSWER = "no_answer", _("Pas de réponse")
    DECLINED = "declined", _("Appel décliné")
    POSTPONED = "postponed", _("Reporté")


class CallBlocker(models.TextChoices):
    """What could get in the way, in codes shared with the questionnaires asked before, after and at departure."""

    NOTHING = "nothing", _("Rien de signalé")
    ORGANISE = "organise", _("Le temps")
    EXPECTATIONS = "expectations", _("Ce qui est attendu")
    RESOURCES = "resources", _("Où trouver les ressources")
    TECHNICAL = "technical", _("L’accès, le matériel")
    STRESS = "stress", _("La crainte de ne pas y arriver")
    ISOLATION = "isolation", _("Avancer sans collègue à côté")
    RELEVANCE = "relevance", _("L’utilité")


class CallNext(models.TextChoices):
    NONE = "none", _("Aucune, tout est clair")
    ADAPT = "adapt", _("J’adapte un point du parcours")
    REFER = "refer", _("Je passe le relais à une autre personne")
    CALL_BACK = "call_back", _("Je rappelle")


HELD_OUTCOMES = (CallOutcome.HELD, CallOutcome.GROUP)
