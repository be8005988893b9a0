"""The training organisation: what its documents must say, who answers, when it writes."""

from datetime import time
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.people.forms import ProviderForm

from .person import Person

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

SIRET_DIGITS = 14


class Region(models.TextChoices):
    """Where public holidays differ: ISO 3166-2 codes of the `holidays` library."""

    METROPOLE = "", _("Métropole")
    ALSACE_MOSELLE = "57", _("Alsace et Moselle")
    GUADELOUPE = "971", _("Guadeloupe")
    MARTINIQUE = "972", _("Martinique")
    GUYANE = "973", _("Guyane")
    REUNION = "974", _("La Réunion")
    MAYOTTE = "976", _("Mayotte")


def _referent(label: "StrOrPromise", help_text: "StrOrPromise" = "") -> "models.ForeignKey[Person | None]":
    return models.ForeignKey(
        Person,
        verbose_name=label,
        help_text=help_text,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder, an empty name, a path that climbs
        return False
    return True


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


@register_setting(icon="home")
class ProviderSettings(BaseGenericSetting):
    """One row. Anything missing here is named wherever it would have been printed."""

    name = models.CharField(_("raison sociale"), max_length=200, blank=True)
    address = models.CharField(_("adresse"), max_length=300, blank=True)
    siret = models.CharField(_("SIRET"), max_length=20, blank=True)
    declaration = models.CharField(_("numéro de déclaration d’activité"), max_length=30, blank=True)
    declaration_region = models.CharField(
        _("région de la déclaration"), max_length=100, blank=True, help_text=_("« des Pays de la Loire »")
    )
    email = models.EmailField(_("adresse e-mail de contact"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=40, blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    signatory = models.CharField(_("signataire"), max_length=200, blank=True)
    signatory_quality = models.CharField(_("qualité du signataire"), max_length=200, blank=True)

    pedagogical_referent = _referent(_("référent pédagogique"))
    pedagogical_title = models.CharField(
        _("sa fonction, accordée"), max_length=80, blank=True, help_text=_("« référente pédagogique »")
    )
    disability_referent = _referent(_("référent handicap"))
    disability_title = models.CharField(
        _("sa fonction, accordée "),
        max_length=80,
        blank=True,
        help_text=_("« référent handicap, en confidentialité »"),
    )
    administrative_referent = _referent(
        _("contact administratif"),
        _("Reçoit les demandes d’information manquante et répond aux questions de dossier."),
    )
    administrative_title = models.CharField(_("sa fonction, accordée  "), max_length=80, blank=True)

    support_channel = models.CharField(_("canal d’assistance"), max_length=200, blank=True)
    support_delay = models.CharField(
        _("délai de réponse annoncé"), max_length=80, blank=True, help_text=_("« quatre heures ouvrées »")
    )
    absence_instructions = models.TextField(
        _("consigne en cas d’absence ou de retard"),
        blank=True,
        help_text=_("Imprimée sur la convocation : qui prévenir, par quel moyen, avant quelle heure."),
    )
    welcome_booklet = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("livret d’accueil"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    welcome_booklet_date = models.DateField(_("version du livret"), null=True, blank=True)
    house_rules = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("règlement intérieur"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    house_rules_date = models.DateField(_("version du règlement"), null=True, blank=True)

    zone_name = models.CharField(_("fuseau horaire"), max_length=40, default="Europe/Paris")
    holiday_region = models.CharField(
        _("jours fériés"), max_length=3, choices=Region.choices, blank=True, default=Region.METROPOLE
    )
    window_opens = models.TimeField(_("envois à partir de"), default=time(8))
    window_closes = models.TimeField(_("envois jusqu’à"), default=time(20))
    kit_days = models.PositiveSmallIntegerField(
        _("kit envoyé N jours avant"), default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )

    hold_days = models.PositiveSmallIntegerField(
        _("place tenue N jours"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("Le temps laissé à une personne invitée pour lire le dossier d’information et confirmer."),
    )
    payment_terms = models.TextField(
        _("modalités de règlement"),
        blank=True,
        help_text=_("Pour qui paie soi-même : « En trois fois sans frais, après le délai de rétractation. »"),
    )
    early_stop_terms = models.TextField(
        _("conditions en cas d’arrêt anticipé"),
        blank=True,
        help_text=_("Pour qui paie soi-même : ce qui reste dû, ce qui est remboursé."),
    )

    panels: ClassVar[list[object]] = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("siret"), FieldPanel("declaration"), FieldPanel("declaration_region")]),
                FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
                FieldPanel("logo"),
            ],
            _("Identité"),
            help_text=_("Imprimée sur chaque document, écrite au pied de chaque message."),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("signatory"), FieldPanel("signatory_quality")])], _("Signature des documents")
        ),
        MultiFieldPanel(
            [
                FieldPanel("pedagogical_referent"),
                FieldPanel("pedagogical_title"),
                FieldPanel("disability_referent"),
                FieldPanel("disability_title"),
                FieldPanel("administrative_referent"),
                FieldPanel("administrative_title"),
            ],
            _("Qui répond"),
            help_text=_("Sans référent joignable, aucun kit de bienvenue ne part."),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("support_channel"), FieldPanel("support_delay")]),
                FieldPanel("absence_instructions"),
            ],
            _("Assistance et absences"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("welcome_booklet"),
                FieldPanel("welcome_booklet_date"),
                FieldPanel("house_rules"),
                FieldPanel("house_rules_date"),
            ],
            _("Documents joints au kit"),
            help_text=_("Joints au kit de bienvenue ; un document absent est signalé, le kit part quand même."),
        ),
        MultiFieldPanel(
            [FieldPanel("hold_days"), FieldPanel("payment_terms"), FieldPanel("early_stop_terms")],
            _("Avant l’inscription définitive"),
            help_text=_("Écrit dans le dossier d’information, que reçoit toute personne invitée."),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("window_opens"), FieldPanel("window_closes"), FieldPanel("kit_days")]),
                FieldRowPanel([FieldPanel("zone_name"), FieldPanel("holiday_region")]),
            ],
            _("Calendrier des envois"),
            help_text=_(
                "Les messages automatiques ne partent qu’entre ces heures, les codes de connexion à toute heure."
            ),
        ),
    ]
    base_form_class = ProviderForm
    select_related: ClassVar[list[str]] = [
        "pedagogical_referent",
        "disability_referent",
        "administrative_referent",
        "welcome_booklet",
        "house_rules",
    ]

    class Meta:
        verbose_name = _("organisme de formation")
        constraints = [
            models.CheckConstraint(
                condition=Q(window_closes__gt=F("window_opens")), name="send_window_closes_after_it_opens"
            )
        ]

    def __str__(self) -> str:
        return self.name or str(_("Organisme de formation"))

    def clean(self) -> None:
        """Refuses, field by field, what would silence or falsify every message."""
        super().clean()
        refusals: dict[str, StrOrPromise] = {}
        if not _is_zone(self.zone_name):
            refusals["zone_name"] = _(
                "« %(zone)s » n’est pas un fuseau horaire connu. Écrivez par exemple « Europe/Paris »."
            ) % {"zone": self.zone_name}
        if self.window_opens and self.window_closes and self.window_closes <= self.window_opens:
            refusals["window_closes"] = _(
                "La plage d’envoi se ferme avant de s’ouvrir : aucun message ne partirait. Inversez les deux heures."
            )
        if self.siret and len(_digits(self.siret)) != SIRET_DIGITS:
            refusals["siret"] = _("Un SIRET compte 14 chiffres : 9 pour l’entreprise, puis 5 pour l’établissement.")
        for document, day in (("welcome_booklet", "welcome_booklet_date"), ("house_rules", "house_rules_date")):
            if getattr(self, f"{document}_id") and not getattr(self, day):
                refusals[day] = _("Donnez la date de cette version : elle est imprimée avec le document.")
        if refusals:
            raise ValidationError(refusals)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @property
    def window(self) -> SendWindow:
        """When automatic mails may leave, in the provider's own time zone."""
        return SendWindow(self.window_opens, self.window_closes, self.zone)

    @property
    def legal_line(self) -> str:
        """Identity printed at the foot of every message."""
        parts = [", ".join(part for part in (self.name, self.address) if part)]
        if self.siret:
            parts.append(f"SIRET {self.siret}")
        if self.declaration:
            parts.append(f"Déclaration d’activité {self.declaration}")
        return ". ".join(part for part in parts if part) + "."
