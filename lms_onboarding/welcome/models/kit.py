"""The J-7 kit: what was frozen for a session, what left for each learner, and separate facts about its reception."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms_onboarding.documents.models import Blob, IssuedDocument
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import LateReason


class KitEdition(models.Model):
    """Everything in a kit that its session shares, frozen once; a later correction makes another edition."""

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.PROTECT, related_name="kit_editions"
    )
    schedule_no = models.PositiveIntegerField(_("version du calendrier"))
    fingerprint = models.CharField(_("empreinte du contenu"), max_length=64)
    content = models.JSONField(_("contenu figé"))
    missing = models.JSONField(_("éléments absents"), default=list, blank=True)
    frozen_at = models.DateTimeField(_("figée le"))
    programme = models.ForeignKey(
        IssuedDocument, verbose_name=_("programme"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agenda = models.ForeignKey(
        Blob, verbose_name=_("fichier d’agenda"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("édition du kit")
        verbose_name_plural = _("éditions du kit")
        constraints = [
            models.UniqueConstraint(fields=["session", "schedule_no", "fingerprint"], name="one_edition_per_content")
        ]

    def __str__(self) -> str:
        return f"{self.session} v{self.schedule_no}"


class WelcomeKit(models.Model):
    """One kit for one enrolment and one schedule. Sent, bounced, opened and acknowledged are four facts.

    `deadline` is the last moment on time (J-7, wall clock of the first slot, inclusive); whether it was on time is
    read from the mail's `sent_at`, so that nothing is ever backdated. `mail` is the latest sending: after a bounce, a
    resend takes its place and points back to it.
    """

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.PROTECT, related_name="kits"
    )
    schedule_no = models.PositiveIntegerField(_("version du calendrier"))
    edition = models.ForeignKey(KitEdition, verbose_name=_("édition"), on_delete=models.PROTECT, related_name="kits")
    mail = models.OneToOneField(OutgoingMail, verbose_name=_("courrier"), on_delete=models.PROTECT, related_name="kit")
    personal = models.JSONField(_("données personnelles figées"), default=dict)
    missing = models.JSONField(_("éléments absents"), default=list, blank=True)
    late_reason = models.CharField(_("hors délai"), max_length=16, choices=LateReason.choices, blank=True)
    deadline = models.DateTimeField(_("à temps jusqu’au"))
    queued_at = models.DateTimeField(_("préparé le"))
    convocation = models.ForeignKey(
        IssuedDocument,
        verbose_name=_("convocation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    opened_at = models.DateTimeField(_("ouvert le"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("« bien reçu » le"), null=True, blank=True)
    superseded_at = models.DateTimeField(_("remplacé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("kit de bienvenue")
        verbose_name_plural = _("kits de bienvenue")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "schedule_no"], name="one_kit_per_enrolment_and_schedule")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} v{self.schedule_no}"
