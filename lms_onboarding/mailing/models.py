"""A mail is a row with a state: queued with its data, drawn once, claimed, sent and marked on its own."""

from datetime import datetime
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.documents.models import Blob

from .enums import LEFT, Lane, MailState

# Written out, not passed as parameters: SQLite uses a partial index only when it reads its condition in the query.
_IS_WAITING: Final = models.Func(
    models.F("state"), template="%(expressions)s IN ('queued', 'sending')", output_field=models.BooleanField()
)


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def left(self) -> "OutgoingMailQuerySet":
        """Mails handed to a mail server and not returned."""
        return self.filter(state__in=LEFT)

    def waiting(self) -> "OutgoingMailQuerySet":
        return self.filter(_IS_WAITING)

    def weighing(self, since: datetime) -> "OutgoingMailQuerySet":
        """What counts, or is about to, in the mails a person received after `since`."""
        return self.filter(Q(state__in=(MailState.QUEUED, MailState.SENDING)) | Q(sent_at__gt=since))

    def due(self, now: datetime) -> "OutgoingMailQuerySet":
        """What a sender may claim at `now`: due, and not held by the living lease of another sender."""
        return self.waiting().filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now), due_at__lte=now)


class OutgoingMail(models.Model):
    """One message to one person. `key` is its natural key: twice is once, and the Message-ID follows it."""

    key = models.CharField(_("clé naturelle"), max_length=160, unique=True)
    message = models.CharField(_("message"), max_length=60, help_text=_("Clé du texte, « welcome.kit_onsite »."))
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    lane = models.CharField(_("file"), max_length=10, choices=Lane.choices, default=Lane.NORMAL)
    state = models.CharField(_("état"), max_length=12, choices=MailState.choices, default=MailState.QUEUED)
    reason = models.CharField(_("raison"), max_length=300, blank=True)

    about = models.CharField(_("objet"), max_length=80, db_index=True, help_text=_("« enrolment/12 »"))
    recipient_key = models.CharField(_("destinataire"), max_length=80, help_text=_("« person/12 »"))
    to_email = models.EmailField(_("adresse"), max_length=254)
    to_name = models.CharField(_("nom"), max_length=200, blank=True)
    from_name = models.CharField(_("expéditeur affiché"), max_length=200, blank=True)
    reply_to = models.EmailField(_("adresse de réponse"), max_length=254, blank=True)
    optout = models.BooleanField(_("opposition possible"), default=False)

    variables = models.JSONField(_("valeurs figées"), default=dict, blank=True)
    subject = models.CharField(_("sujet"), max_length=200, blank=True)
    text = models.TextField(_("texte brut"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    composed_at = models.DateTimeField(_("rédigé le"), null=True, blank=True)

    queued_at = models.DateTimeField(_("mis en attente le"))
    due_at = models.DateTimeField(_("à envoyer à partir de"))
    window = models.CharField(_("plage d’envoi"), max_length=60, blank=True)
    claim = models.CharField(_("prise"), max_length=32, blank=True)
    lease_until = models.DateTimeField(_("prise jusqu’à"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("essais"), default=0)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("remis le"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("rejeté le"), null=True, blank=True)
    sent_sha256 = models.CharField(
        _("empreinte du message parti"),
        max_length=64,
        blank=True,
        help_text=_("Octets remis au serveur d’envoi. Vide : le prestataire compose lui-même le message."),
    )
    esp_id = models.CharField(_("identifiant du prestataire"), max_length=200, blank=True, db_index=True)
    resend_of = models.ForeignKey(
        "self", verbose_name=_("renvoi de"), on_delete=models.PROTECT, null=True, blank=True, related_name="resends"
    )

    objects: ClassVar[models.Manager["OutgoingMail"]] = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("courrier")
        verbose_name_plural = _("courriers")
        indexes = [
            models.Index(
                fields=["lane", "due_at", "id"],
                condition=Q(state__in=("queued", "sending")),
                name="mails_waiting_by_date",
            ),
            models.Index(fields=["recipient_key", "sent_at"], condition=Q(optout=True), name="mails_optout_by_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("sent", "unknown")) | Q(sent_at__isnull=False),
                name="mail_that_left_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(lease_until__isnull=False), name="mail_in_flight_has_a_lease"
            ),
            models.CheckConstraint(
                condition=~Q(state="bounced") | Q(bounced_at__isnull=False), name="bounced_mail_has_a_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message} → {self.to_email}"

    @property
    def has_left(self) -> bool:
        return self.state in LEFT


class MailPart(models.Model):
    """A file joined to a mail, by the hash of its bytes: documents keep the only copy."""

    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="parts", verbose_name=_("courrier"))
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+", verbose_name=_("contenu"))
    filename = models.CharField(_("nom de fichier"), max_length=120)
    content_type = models.CharField(_("format"), max_length=80)
    position = models.PositiveSmallIntegerField(_("rang"))

    class Meta:
        verbose_name = _("pièce jointe")
        verbose_name_plural = _("pièces jointes")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["mail", "position"], name="one_part_per_position")]

    def __str__(self) -> str:
        return self.filename


class OptOut(models.Model):
    """A person who refuses the messages that may be refused. Contractual messages go on."""

    recipient_key = models.CharField(_("personne"), max_length=80, unique=True)
    since = models.DateTimeField(_("depuis le"))

    class Meta:
        verbose_name = _("opposition")
        verbose_name_plural = _("oppositions")

    def __str__(self) -> str:
        return self.recipient_key
