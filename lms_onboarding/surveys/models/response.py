"""What was answered. An anonymous response leads to nobody: no invitation, no date, no rank of arrival."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.surveys.enums import Naming

from .invitation import Invitation
from .questionnaire import QuestionnaireVersion

SAID = ((Naming.NAMED, Naming.NAMED.label), (Naming.ANONYMOUS, Naming.ANONYMOUS.label))


class Draft(models.Model):
    """Answers being written, kept from one section to the next. It goes when they are sent; it is never read by us."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="draft")
    naming = models.CharField(_("nom"), max_length=10, choices=SAID, blank=True)
    answers = models.JSONField(_("réponses"), default=dict)
    saved_at = models.DateTimeField(_("enregistré le"))

    class Meta:
        verbose_name = _("brouillon")
        verbose_name_plural = _("brouillons")
        default_permissions = ()

    def __str__(self) -> str:
        return f"draft of invitation {self.invitation_id}"


class Response(models.Model):
    """`answers`: {question key, followed by « /objective ref » when repeated: int, str or [str]}, restricted ones left
    out. The random primary key is there because a counter would give away who answered when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="responses")
    group = models.CharField(_("groupe"), max_length=80, blank=True, db_index=True)
    occasion = models.CharField(_("occasion"), max_length=40, blank=True)
    naming = models.CharField(_("nom"), max_length=10, choices=SAID)
    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, null=True, related_name="response")
    answers = models.JSONField(_("réponses"), default=dict)
    submitted_at = models.DateTimeField(_("envoyée le"), null=True)
    edition = models.PositiveIntegerField(_("édition"), default=1)

    class Meta:
        verbose_name = _("réponse")
        verbose_name_plural = _("réponses")
        default_permissions = ()
        # What is counted without opening any answer.
        indexes = [models.Index(fields=["version", "group", "naming", "occasion"], name="responses_by_group")]
        constraints = [
            models.CheckConstraint(
                condition=Q(naming=Naming.NAMED, invitation__isnull=False, submitted_at__isnull=False)
                | Q(naming=Naming.ANONYMOUS, invitation__isnull=True, submitted_at__isnull=True),
                name="anonymous_response_leads_to_nobody",
            )
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"


class RestrictedAnswerQuerySet(models.QuerySet["RestrictedAnswer"]):
    def requests(self) -> "RestrictedAnswerQuerySet":
        """What was sent and asks its reader to make contact; « non, merci » asks nothing."""
        return self.filter(asks=True)

    def waiting(self) -> "RestrictedAnswerQuerySet":
        return self.requests().filter(handled_at__isnull=True)


class RestrictedAnswer(models.Model):
    """An answer that one person alone may read, stored apart so that no reading of responses meets it.

    `draft` is what is being written, `value` what was sent; both are keys of choices. `asks`: what was sent asks the
    reader to make contact; `handled_at` is when they say that they did.
    """

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="restricted_answers")
    question = models.CharField(_("question"), max_length=80)
    reader = models.CharField(_("lecteur"), max_length=40)
    draft = models.CharField(max_length=80, blank=True)
    value = models.CharField(max_length=80, blank=True)
    submitted_at = models.DateTimeField(_("envoyée le"), null=True)
    asks = models.BooleanField(_("demande un contact"), default=False)
    handled_at = models.DateTimeField(_("contact pris le"), null=True)

    objects: ClassVar[models.Manager["RestrictedAnswer"]] = RestrictedAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("réponse réservée")
        verbose_name_plural = _("réponses réservées")
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["invitation", "question"], name="one_restricted_answer_per_question"),
            models.CheckConstraint(
                condition=Q(value="", submitted_at__isnull=True) | (~Q(value="") & Q(submitted_at__isnull=False)),
                name="sent_restricted_answer_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(asks=False) | Q(submitted_at__isnull=False), name="request_to_a_reader_was_sent"
            ),
        ]

    def __str__(self) -> str:
        return f"restricted answer {self.pk}"
