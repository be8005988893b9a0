"""A person in a lesson: when it was opened and completed, what was answered, what was really done."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.enums import Proof
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import CompletedBy, Outcome

from .page import page_seen

BLOCK_ID_LENGTH = 64  # Wagtail gives UUIDs; a block that was written by hand may carry another text


class LessonProgressQuerySet(models.QuerySet["LessonProgress"]):
    def of(self, person: Person) -> "LessonProgressQuerySet":
        return self.filter(person=person)

    def completed(self) -> "LessonProgressQuerySet":
        return self.filter(completed_at__isnull=False)


class LessonProgress(models.Model):
    """One row per person and lesson. It belongs to the person; the enrolment says in which session it was opened.

    `title` is the one last seen, so that the row still reads once its page is gone.
    """

    wagtail_reference_index_ignore = True  # one row per learner: an index of references would double every write

    person = models.ForeignKey(
        Person, verbose_name=_("apprenant"), on_delete=models.CASCADE, related_name="lesson_progress"
    )
    enrolment = models.ForeignKey(
        Enrolment,
        verbose_name=_("inscription"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="lesson_progress",
    )
    page = page_seen()
    title = models.CharField(_("leçon"), max_length=255)
    revision = models.BigIntegerField(_("révision vue"), null=True)
    opened_at = models.DateTimeField(_("ouverte le"))
    last_opened_at = models.DateTimeField(_("rouverte le"))
    completed_at = models.DateTimeField(_("terminée le"), null=True)
    completed_by = models.CharField(_("terminée par"), max_length=6, choices=CompletedBy.choices, blank=True)

    objects: ClassVar[models.Manager["LessonProgress"]] = LessonProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("leçon suivie")
        verbose_name_plural = _("leçons suivies")
        constraints = [
            models.UniqueConstraint(fields=["person", "page"], name="one_progress_per_person_and_lesson"),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True, completed_by="")
                | (Q(completed_at__isnull=False) & ~Q(completed_by="")),
                name="completed_lesson_says_how",
            ),
            models.CheckConstraint(
                condition=Q(last_opened_at__gte=F("opened_at")), name="lesson_is_reopened_after_it_is_opened"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.title}"


class CheckAttempt(models.Model):
    """One answer to one question, as many as the learner wants. `option` is the id of the option chosen."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(Person, verbose_name=_("apprenant"), on_delete=models.CASCADE, related_name="+")
    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    page = page_seen()
    block = models.CharField(_("question"), max_length=BLOCK_ID_LENGTH)
    revision = models.BigIntegerField(_("révision vue"), null=True)
    option = models.CharField(_("réponse"), max_length=BLOCK_ID_LENGTH)
    outcome = models.CharField(_("résultat"), max_length=6, choices=Outcome.choices)
    at = models.DateTimeField(_("répondue le"))

    class Meta:
        verbose_name = _("essai")
        verbose_name_plural = _("essais")
        ordering: ClassVar[list[str]] = ["pk"]
        indexes = [models.Index(fields=["person", "page", "block"], name="attempts_by_question")]

    def __str__(self) -> str:
        return f"{self.block} {self.outcome}"


class ActionDone(models.Model):
    """« Faites-le dans votre LMS », declared by the learner. `value` is short, and about nobody else."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(Person, verbose_name=_("apprenant"), on_delete=models.CASCADE, related_name="+")
    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    page = page_seen()
    block = models.CharField(_("action"), max_length=BLOCK_ID_LENGTH)
    revision = models.BigIntegerField(_("révision vue"), null=True)
    title = models.CharField(_("ce qui a été fait"), max_length=150)
    proof = models.CharField(_("nature de la preuve"), max_length=12, choices=Proof.choices)
    value = models.CharField(_("valeur déclarée"), max_length=300, blank=True)
    done_at = models.DateTimeField(_("déclarée le"))
    changed_at = models.DateTimeField(_("modifiée le"))

    class Meta:
        verbose_name = _("action réelle")
        verbose_name_plural = _("actions réelles")
        constraints = [
            models.UniqueConstraint(fields=["person", "page", "block"], name="one_declaration_per_person_and_action")
        ]

    def __str__(self) -> str:
        return self.title
