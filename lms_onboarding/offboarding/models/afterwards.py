"""What goes on after a session: the action that a learner chose for thirty days, and questions asked again."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.offboarding.kinds import Outcome

RECALL_DAYS: Final = (7, 30)


class ActionPlan(models.Model):
    """One action within thirty days. It is the learner's once they wrote it or took over the one proposed."""

    enrolment = models.OneToOneField(
        Enrolment, verbose_name=_("inscription"), on_delete=models.PROTECT, related_name="action_plan"
    )
    text = models.CharField(_("action"), max_length=400)
    written_at = models.DateTimeField(_("écrite le"))
    outcome = models.CharField(_("où elle en est"), max_length=8, choices=Outcome.choices, blank=True)
    outcome_at = models.DateTimeField(_("dit le"), null=True)
    mail = models.OneToOneField(
        OutgoingMail, verbose_name=_("courrier"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("action à trente jours")
        verbose_name_plural = _("actions à trente jours")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome_at__isnull=False), name="told_outcome_of_an_action_has_a_date"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.text}"


class Recall(models.Model):
    """Three questions asked again. `questions`: [{page, title, minutes, prompt, answer}], frozen when they are asked.

    What is answered is searched from memory and kept by nobody: `answered_at` alone says that it was.
    """

    wagtail_reference_index_ignore = True

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.PROTECT, related_name="recalls"
    )
    days = models.PositiveSmallIntegerField(_("jours après la fin"))
    questions = models.JSONField(_("questions"), default=list)
    asked_at = models.DateTimeField(_("posées le"))
    answered_at = models.DateTimeField(_("répondu le"), null=True)
    mail = models.OneToOneField(
        OutgoingMail, verbose_name=_("courrier"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("rappel")
        verbose_name_plural = _("rappels")
        ordering: ClassVar[list[str]] = ["enrolment_id", "days"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "days"], name="one_recall_per_learner_and_day"),
            models.CheckConstraint(condition=Q(days__in=RECALL_DAYS), name="recalls_come_after_a_week_or_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} J+{self.days}"
