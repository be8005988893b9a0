"""What was found of each objective for each learner: the only thing that an attestation or a badge may read."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import AssessedBy, Level


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def current(self) -> "AssessmentQuerySet":
        """The last word on each objective."""
        return self.filter(superseded_at__isnull=True)

    def of(self, enrolments: Iterable[int]) -> "AssessmentQuerySet":
        return self.filter(enrolment__in=list(enrolments))


class Assessment(models.Model):
    """`objective` is the stable ref frozen with the session, `text` its words that day; `assessed_on` is the day of
    the fact, `recorded_at` the moment it was written. A correction supersedes, and says why."""

    wagtail_reference_index_ignore = True

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.PROTECT, related_name="assessments"
    )
    objective = models.CharField(_("repère de l’objectif"), max_length=36)
    text = models.CharField(_("objectif"), max_length=300)
    level = models.CharField(_("résultat"), max_length=12, choices=Level.choices)
    criteria = models.JSONField(_("critères observés"), default=list)
    evidence = models.CharField(_("ce qui le montre"), max_length=300, blank=True)
    source = models.CharField(_("établi par"), max_length=8, choices=AssessedBy.choices)
    assessor = models.ForeignKey(
        Person, verbose_name=_("évaluateur"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    assessed_on = models.DateField(_("évalué le"))
    recorded_at = models.DateTimeField(_("enregistré le"))
    recorded_by = models.CharField(_("enregistré par"), max_length=80)
    reason = models.CharField(_("raison de la correction"), max_length=300, blank=True)
    superseded_at = models.DateTimeField(_("remplacé le"), null=True)

    objects: ClassVar[models.Manager["Assessment"]] = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("évaluation d’un objectif")
        verbose_name_plural = _("évaluations des objectifs")
        ordering = ["enrolment_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "objective"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_assessment_per_objective",
            ),
            models.CheckConstraint(
                condition=~Q(source="trainer") | Q(assessor__isnull=False), name="assessment_of_a_trainer_names_them"
            ),
            models.CheckConstraint(
                condition=~Q(level="acquired") | ~Q(evidence=""), name="acquired_objective_says_what_shows_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.text} · {self.get_level_display()}"
