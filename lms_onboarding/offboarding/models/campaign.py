"""When the provider asks, and what one session changes to it."""

from datetime import time
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from lms_onboarding.offboarding.enums import ReplyChannel
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.models import Invitation

NO_REMINDER = _("0 : aucun rappel.")


def _days(
    label: object, default: int, help_text: object = "", least: int = 0
) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(
        label,  # type: ignore[arg-type]  # a lazy sentence
        default=default,
        help_text=help_text,  # type: ignore[arg-type]
        validators=[MinValueValidator(least), MaxValueValidator(400)],
    )


@register_setting(icon="date")
class CampaignSettings(BaseGenericSetting):
    """One row. Delays count from the end of the last half-day; what is due on a day off leaves the next business day.

    A delay of 0 asks as soon as the last half-day ends; any other asks at `hour`.
    """

    hour = models.TimeField(_("heure des envois différés"), default=time(9))
    reader = models.ForeignKey(
        Person,
        verbose_name=_("qui lit les réponses"),
        help_text=_("Nommée dans les messages et sur les pages ; les réponses aux messages lui arrivent."),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reader_title = models.CharField(
        _("sa fonction, accordée"), max_length=80, blank=True, help_text=_("« responsable qualité »")
    )
    hot_delay = _days(_("demandé N jours après la fin"), 0)
    hot_open = _days(_("ouvert N jours"), 7, least=2)
    hot_reminder = _days(_("rappel N jours après l’envoi"), 5, NO_REMINDER)
    cold_delay = _days(_("demandé N jours après la fin "), 60)
    cold_open = _days(_("ouvert N jours "), 14, least=2)
    cold_reminder = _days(_("rappel N jours après l’envoi "), 7, NO_REMINDER)
    trainer_delay = _days(_("demandé N jours après la fin  "), 0)
    trainer_open = _days(_("ouvert N jours  "), 5, least=2)
    trainer_reminder = _days(_("rappel N jours après l’envoi  "), 3, NO_REMINDER)
    company_delay = _days(_("demandé N jours après la fin   "), 60)
    company_open = _days(_("ouvert N jours   "), 21, least=2)
    company_reminder = _days(_("rappel N jours après l’envoi   "), 10, NO_REMINDER)
    funder_month = models.PositiveSmallIntegerField(
        _("mois de la demande"), default=12, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    funder_day = models.PositiveSmallIntegerField(
        _("jour du mois"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text=_("À partir de juillet, la demande porte sur l’année en cours ; avant, sur l’année précédente."),
    )
    funder_open = _days(_("ouvert N jours    "), 30, least=2)
    funder_reminder = _days(_("rappel N jours après l’envoi    "), 14, NO_REMINDER)

    panels: ClassVar[list[object]] = [
        MultiFieldPanel(
            [FieldPanel("hour"), FieldRowPanel([FieldPanel("reader"), FieldPanel("reader_title")])],
            _("Pour toutes les campagnes"),
            help_text=_("Rien ne part un samedi, un dimanche ni un jour férié."),
        ),
        *(
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel(f"{party}_{name}") for name in ("delay", "open", "reminder")])], words
            )
            for party, words in (
                ("hot", _("Apprenants, à chaud")),
                ("cold", _("Apprenants, avec du recul")),
                ("trainer", _("Formateurs")),
                ("company", _("Entreprises")),
            )
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("funder_day"), FieldPanel("funder_month")]),
                FieldRowPanel([FieldPanel("funder_open"), FieldPanel("funder_reminder")]),
            ],
            _("Financeurs, une fois par an"),
        ),
    ]
    select_related: ClassVar[list[str]] = ["reader"]

    class Meta:
        verbose_name = _("enquêtes")

    def __str__(self) -> str:
        return str(_("Enquêtes"))


class SessionCampaigns(models.Model):
    """What one session does otherwise. An empty field follows the provider; `stopped` asks nobody anything."""

    session = models.OneToOneField(
        Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="campaigns"
    )
    hour = models.TimeField(_("heure des envois différés"), null=True, blank=True)
    hot_delay = models.PositiveSmallIntegerField(_("à chaud, N jours après la fin"), null=True, blank=True)
    cold_delay = models.PositiveSmallIntegerField(_("avec du recul, N jours après la fin"), null=True, blank=True)
    trainer_delay = models.PositiveSmallIntegerField(_("formateurs, N jours après la fin"), null=True, blank=True)
    company_delay = models.PositiveSmallIntegerField(_("entreprises, N jours après la fin"), null=True, blank=True)
    stopped = models.BooleanField(_("aucune enquête pour cette session"), default=False)
    changed_by = models.CharField(_("changé par"), max_length=80)
    changed_at = models.DateTimeField(_("changé le"))

    class Meta:
        verbose_name = _("enquêtes d’une session")
        verbose_name_plural = _("enquêtes des sessions")

    def __str__(self) -> str:
        return f"campaigns of {self.session_id}"


class RelayedReply(models.Model):
    """An answer given otherwise than by the page, and written down by somebody of the team, who says so."""

    invitation = models.OneToOneField(
        Invitation, verbose_name=_("sollicitation"), on_delete=models.PROTECT, related_name="relayed"
    )
    channel = models.CharField(_("canal"), max_length=10, choices=ReplyChannel.choices)
    on_day = models.DateField(_("échange du"))
    spoke = models.CharField(_("qui a répondu"), max_length=200)
    entered_by = models.CharField(_("saisi par"), max_length=80)
    entered_at = models.DateTimeField(_("saisi le"))

    class Meta:
        verbose_name = _("réponse recueillie autrement")
        verbose_name_plural = _("réponses recueillies autrement")

    def __str__(self) -> str:
        return f"{self.channel} {self.on_day}"
