"""What a person of the team understood of a learner's need, and decided. A form without it is not an analysis."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.welcome.enums import Decision

FIT_FROM, FIT_TO = 1, 5
LONGEST = {"need": 400, "reason": 800, "restated": 300}  # characters


class NeedsSynthesisQuerySet(models.QuerySet["NeedsSynthesis"]):
    def current(self) -> "NeedsSynthesisQuerySet":
        return self.filter(superseded_at__isnull=True)


class NeedsSynthesis(models.Model):
    """Signed by its author, dated, never rewritten: a change of mind is a new one that supersedes it.

    `sources` and `adaptations` are lists of the codes of `enums.Source` and `enums.Adaptation`. `restated` is the
    sentence given back to the learner; the rest is for the team.
    """

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.PROTECT, related_name="needs_syntheses"
    )
    need = models.CharField(_("besoin retenu"), max_length=LONGEST["need"])
    fit = models.PositiveSmallIntegerField(
        _("adéquation du programme"), validators=[MinValueValidator(FIT_FROM), MaxValueValidator(FIT_TO)]
    )
    sources = models.JSONField(_("éléments"), default=list)
    decision = models.CharField(_("décision"), max_length=10, choices=Decision.choices)
    adaptations = models.JSONField(_("adaptations"), default=list, blank=True)
    reason = models.CharField(_("motif"), max_length=LONGEST["reason"])
    restated = models.CharField(_("restitué à l’apprenant"), max_length=LONGEST["restated"])
    author_key = models.CharField(_("auteur"), max_length=80)
    author_name = models.CharField(_("signée par"), max_length=200)
    written_at = models.DateTimeField(_("signée le"))
    supersedes = models.OneToOneField(
        "self", verbose_name=_("remplace"), on_delete=models.PROTECT, null=True, blank=True, related_name="successor"
    )
    superseded_at = models.DateTimeField(_("remplacée le"), null=True, blank=True)

    objects: ClassVar[models.Manager["NeedsSynthesis"]] = NeedsSynthesisQuerySet.as_manager()

    class Meta:
        verbose_name = _("synthèse du besoin")
        verbose_name_plural = _("synthèses du besoin")
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(superseded_at__isnull=True), name="one_current_synthesis_per_learner"
            ),
            models.CheckConstraint(condition=~Q(restated=""), name="analysed_need_is_given_back"),
            models.CheckConstraint(
                condition=Q(fit__gte=FIT_FROM, fit__lte=FIT_TO), name="fit_of_the_programme_is_on_its_scale"
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("pk")), name="synthesis_supersedes_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.decision}"
