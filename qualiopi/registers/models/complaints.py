"""The register of what was said or happened: complaints, difficulties, incidents, from their receipt to their end."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.common import french
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session
from qualiopi.registers.enums import Channel, ComplaintKind, ComplaintTopic, ComplaintWish, Severity, Stakeholder


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: Any) -> "ComplaintQuerySet":
        """Those that one may read, or answers; never those that concern this very user."""
        if not user.is_authenticated:
            return self.none()
        found = self if user.has_perm("lmso_qualiopi.view_complaint") else self.filter(handler__account=user)
        return found.exclude(set_aside__account=user)

    def open(self) -> "ComplaintQuerySet":
        return self.filter(closed_at__isnull=True)


class Complaint(models.Model):
    """Something that did not go well, in the words of the person who says so. `number` is R-2026-0001."""

    year = models.PositiveSmallIntegerField(_("année"), editable=False)
    rank = models.PositiveIntegerField(_("rang"), editable=False)
    number = models.CharField(_("numéro"), max_length=20, unique=True, editable=False)
    form_key = models.CharField(
        _("formulaire"), max_length=64, blank=True, editable=False, help_text=_("Envoyé deux fois, reçu une.")
    )
    kind = models.CharField(_("nature"), max_length=10, choices=ComplaintKind.choices)
    channel = models.CharField(_("reçue par"), max_length=6, choices=Channel.choices)
    stakeholder = models.CharField(_("partie prenante"), max_length=8, choices=Stakeholder.choices)
    topic = models.CharField(_("objet"), max_length=13, choices=ComplaintTopic.choices)
    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    session_words = models.CharField(_("formation, telle que dite"), max_length=200, blank=True)
    facts = models.TextField(_("ce qui s’est passé"))
    effect = models.TextField(_("conséquence"), blank=True)
    wish = models.CharField(_("attente"), max_length=7, choices=ComplaintWish.choices)
    title = models.CharField(_("en quelques mots"), max_length=120, blank=True)
    happened_on = models.DateField(_("survenu le"), null=True, blank=True)
    severity = models.CharField(_("gravité"), max_length=6, choices=Severity.choices, blank=True)
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("Ce qui l’a fait proposer ; vide : noté ou écrit ici.")
    )
    noted_by = models.CharField(_("noté par"), max_length=200, blank=True)
    name = models.CharField(_("nom"), max_length=200, blank=True)
    email = models.EmailField(_("adresse de réponse"), max_length=254, blank=True)

    received_at = models.DateTimeField(_("reçue le"))
    due_on = models.DateField(_("réponse annoncée d’ici au"))
    handler = models.ForeignKey(
        Person, verbose_name=_("confiée à"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    set_aside = models.ForeignKey(
        Person,
        verbose_name=_("personne concernée, qui ne la lit pas"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    acknowledgement = models.OneToOneField(
        OutgoingMail,
        verbose_name=_("accusé de réception"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    cause = models.TextField(_("cause"), blank=True)
    answer = models.TextField(_("réponse"), blank=True)
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)
    answer_mail = models.OneToOneField(
        OutgoingMail,
        verbose_name=_("réponse envoyée"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    no_action_because = models.CharField(_("sans suite, car"), max_length=300, blank=True)
    closed_at = models.DateTimeField(_("clos le"), null=True, blank=True)
    closed_by = models.CharField(_("clos par"), max_length=200, blank=True)

    objects: ClassVar[models.Manager["Complaint"]] = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("réclamation")
        verbose_name_plural = _("réclamations")
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["year", "rank"], name="one_complaint_per_rank_and_year"),
            models.UniqueConstraint(
                fields=["form_key"], condition=~Q(form_key=""), name="one_complaint_per_form_sent"
            ),
            models.UniqueConstraint(fields=["source"], condition=~Q(source=""), name="one_entry_per_source"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | (~Q(answer="") & ~Q(cause="")),
                name="answered_entry_says_cause_and_answer",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(answered_at__isnull=False), name="closed_entry_was_answered"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def key(self) -> str:
        """How the rooms below name it, for example `complaint/12`."""
        return f"complaint/{self.pk}"

    @property
    @admin.display(description=_("accusé envoyé le"))
    def acknowledged_at(self) -> datetime | None:
        """When the acknowledgement left, or None."""
        return self.acknowledgement.sent_at if self.acknowledgement else None

    @property
    def words(self) -> str:
        """What a list calls it: its title, or the first words of the facts."""
        first = self.facts.strip().partition("\n")[0]
        return self.title or french.excerpt(first, 80)

    def days_late(self, today: date) -> int:
        """Days since the answer was promised; 0 while there is time, or once answered."""
        return 0 if self.answered_at else max(0, (today - self.due_on).days)
