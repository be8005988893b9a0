"""Words of the registers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ComplaintKind(models.TextChoices):
    """What the register holds: a complaint is written, a difficulty is met, an incident happens."""

    WRITTEN = "written", _("réclamation écrite")
    DIFFICULTY = "difficulty", _("difficulté rencontrée")
    INCIDENT = "incident", _("aléa")


class Channel(models.TextChoices):
    FORM = "form", _("formulaire")
    MAIL = "mail", _("e-mail")
    PHONE = "phone", _("téléphone")
    POST = "post", _("courrier")
    SPOKEN = "spoken", _("de vive voix")
    SURVEY = "survey", _("questionnaire")
    STUCK = "stuck", _("« Je suis bloqué »")
    ALERT = "alert", _("alerte de suivi")
    LEFT = "left", _("abandon")
    SHEET = "sheet", _("feuille de séance")


class Severity(models.TextChoices):
    MINOR = "minor", _("gênante")
    REAL = "real", _("sérieuse")
    GRAVE = "grave", _("grave")


class Stakeholder(models.TextChoices):
    LEARNER = "learner", _("En formation")
    COMPANY = "company", _("Une entreprise cliente")
    FUNDER = "funder", _("Un financeur")
    TRAINER = "trainer", _("De l’équipe pédagogique")
    OTHER = "other", _("Autre")


class ComplaintTopic(models.TextChoices):
    INFORMATION = "information", _("Information, accueil")
    ORGANISATION = "organisation", _("Organisation, calendrier")
    CONTENT = "content", _("Contenu, pédagogie")
    ASSESSMENT = "assessment", _("Évaluation, attestation, badge")
    PLATFORM = "platform", _("Plateforme, assistance")
    ACCESSIBILITY = "accessibility", _("Conditions d’accès")
    MONEY = "money", _("Prix, contrat")
    DATA = "data", _("Données personnelles")
    OTHER = "other", _("Autre")


class ComplaintWish(models.TextChoices):
    FIX = "fix", _("Une correction")
    EXPLAIN = "explain", _("Une explication")
    APOLOGY = "apology", _("Des excuses")
    REFUND = "refund", _("Un geste financier")
    KNOW = "know", _("Seulement que vous le sachiez")


class ReportPosition(models.TextChoices):
    CONCERNED = "concerned", _("Pour vous")
    WITNESS = "witness", _("Après avoir vu ou entendu quelque chose")
    TOLD = "told", _("Parce que quelqu’un s’est confié à vous")
    RATHER_NOT = "rather_not", _("Je préfère ne pas le dire")


class ReportOngoing(models.TextChoices):
    YES = "ongoing_yes", _("Oui")
    NO = "ongoing_no", _("Non")
    UNSURE = "ongoing_unsure", _("Je ne sais pas")


class ReportWish(models.TextChoices):
    LISTEN = "listen", _("Parler à quelqu’un")
    SEPARATE = "separate", _("Ne plus croiser une personne")
    INFORM = "inform", _("Connaître mes droits")
    ACT = "act", _("Que l’organisme agisse")
    NOTHING = "nothing", _("Que ce soit noté, sans suite pour l’instant")


class ReportContact(models.TextChoices):
    PAGE = "page", _("Oui, sur la page de suivi uniquement")
    MAIL = "mail", _("Oui, avec un e-mail neutre pour me prévenir")
    PHONE = "phone", _("Oui, par téléphone")
    NONE = "none", _("Non")
