"""What a learner answers when their session moves or is cancelled: one answer, which they may change."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.welcome.enums import TO_A_CANCELLATION, TO_A_MOVE, ReplyChoice

LONGEST = 300  # characters


class SessionReply(models.Model):
    """`schedule_no` is the schedule that was answered: another move asks again. `said` stays in the tool.

    `edition` rises each time the answer changes.
    """

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.PROTECT, related_name="session_replies"
    )
    schedule_no = models.PositiveIntegerField(_("version du calendrier"))
    cancelled = models.BooleanField(_("session annulée"), default=False)
    choice = models.CharField(_("réponse"), max_length=10, choices=ReplyChoice.choices)
    said = models.CharField(_("précision"), max_length=LONGEST, blank=True)
    replied_at = models.DateTimeField(_("répondu le"))
    edition = models.PositiveIntegerField(_("édition"), default=1)

    class Meta:
        verbose_name = _("réponse à un changement")
        verbose_name_plural = _("réponses aux changements")
        ordering: ClassVar[list[str]] = ["-replied_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "schedule_no", "cancelled"], name="one_reply_per_learner_and_change"
            ),
            models.CheckConstraint(
                condition=Q(cancelled=False, choice__in=[str(one) for one in TO_A_MOVE])
                | Q(cancelled=True, choice__in=[str(one) for one in TO_A_CANCELLATION]),
                name="reply_answers_what_happened",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.get_choice_display()}"
