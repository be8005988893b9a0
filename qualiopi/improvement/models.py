"""Actions, what they rest on, what they led to; risks and each look at them; the reviews of the plan."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.people.models import Person
from qualiopi.evidence.models import Deposit


def _degree(label: str, highest: int) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(label, validators=[MinValueValidator(1), MaxValueValidator(highest)])


class Action(models.Model):
    """One thing that the house changes. `number` is A-2026-0001. Without a source it proves nothing."""

    year = models.PositiveSmallIntegerField(_("année"), editable=False)
    rank = models.PositiveIntegerField(_("rang"), editable=False)
    number = models.CharField(_("numéro"), max_length=20, unique=True, editable=False)
    form_key = models.CharField(_("formulaire"), max_length=64, unique=True, editable=False)
    title = models.CharField(_("action"), max_length=160)
    finding = models.TextField(_("constat"))
    cause = models.TextField(_("cause"), blank=True)
    owner = models.ForeignKey(Person, verbose_name=_("porteur"), on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("échéance"))
    decided_by = models.CharField(_("décidée par"), max_length=200)
    decided_at = models.DateTimeField(_("décidée le"))
    done_on = models.DateField(_("faite le"), null=True, blank=True)
    done = models.TextField(_("ce qui a été fait"), blank=True)
    proof = models.ForeignKey(
        Deposit, verbose_name=_("preuve"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    measure_on = models.DateField(_("effet à mesurer le"), null=True, blank=True)

    objects: ClassVar[models.Manager["Action"]] = models.Manager()

    class Meta:
        verbose_name = _("action d’amélioration")
        verbose_name_plural = _("actions d’amélioration")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "rank"], name="one_action_per_rank_and_year"),
            models.CheckConstraint(condition=Q(done_on__isnull=True) | ~Q(done=""), name="done_action_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def key(self) -> str:
        return f"action/{self.pk}"


class ActionSource(models.Model):
    """What an action rests on, by its id: « complaint/12 », « analysis/3 » (of surveys), « risk/2 »."""

    action = models.ForeignKey(Action, verbose_name=_("action"), on_delete=models.CASCADE, related_name="sources")
    source = models.CharField(_("source"), max_length=80)
    added_at = models.DateTimeField(_("citée le"))

    objects: ClassVar[models.Manager["ActionSource"]] = models.Manager()

    class Meta:
        verbose_name = _("source d’une action")
        verbose_name_plural = _("sources des actions")
        ordering = ["added_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["action", "source"], name="one_citation_per_action_and_source")]

    def __str__(self) -> str:
        return self.source


class Measure(models.Model):
    """The effect of an action on one question, the same before and after: how many answered low, out of how many."""

    action = models.ForeignKey(Action, verbose_name=_("action"), on_delete=models.CASCADE, related_name="measures")
    questionnaire = models.CharField(_("questionnaire"), max_length=60)
    question = models.CharField(_("question"), max_length=60)
    wording = models.CharField(_("intitulé"), max_length=300)
    counted = models.CharField(_("ce qui est compté"), max_length=200)
    before_first = models.DateField(_("avant, du"))
    before_last = models.DateField(_("avant, au"))
    before_count = models.PositiveIntegerField(_("avant"))
    before_n = models.PositiveIntegerField(_("avant, sur"))
    after_first = models.DateField(_("après, du"))
    after_last = models.DateField(_("après, au"))
    after_count = models.PositiveIntegerField(_("après"))
    after_n = models.PositiveIntegerField(_("après, sur"))
    measured_by = models.CharField(_("mesuré par"), max_length=200)
    measured_at = models.DateTimeField(_("mesuré le"))
    note = models.CharField(_("remarque"), max_length=500, blank=True)

    objects: ClassVar[models.Manager["Measure"]] = models.Manager()

    class Meta:
        verbose_name = _("mesure d’effet")
        verbose_name_plural = _("mesures d’effet")
        ordering = ["-measured_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(before_count__lte=F("before_n"), after_count__lte=F("after_n")),
                name="measure_counts_no_more_than_there_are",
            ),
            models.CheckConstraint(
                condition=Q(after_first__gt=F("before_last")), name="measure_compares_a_period_to_an_earlier_one"
            ),
            models.UniqueConstraint(
                fields=["action", "question", "before_first", "before_last", "after_first", "after_last"],
                name="one_measure_per_question_and_periods",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before_count}/{self.before_n}, {self.after_count}/{self.after_n}"


class Risk(models.Model):
    """Something that could go wrong, and who watches it. What it weighs is said at each review."""

    number = models.CharField(_("numéro"), max_length=20, unique=True, editable=False)
    form_key = models.CharField(_("formulaire"), max_length=64, unique=True, editable=False)
    title = models.CharField(_("risque"), max_length=160)
    cause = models.TextField(_("d’où il vient"), blank=True)
    owner = models.ForeignKey(Person, verbose_name=_("suivi par"), on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("ouvert le"))
    closed_at = models.DateTimeField(_("clos le"), null=True, blank=True)
    closed_because = models.CharField(_("clos, car"), max_length=300, blank=True)

    objects: ClassVar[models.Manager["Risk"]] = models.Manager()

    class Meta:
        verbose_name = _("risque")
        verbose_name_plural = _("risques")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(closed_because=""), name="closed_risk_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def key(self) -> str:
        return f"risk/{self.pk}"


class RiskReview(models.Model):
    """One look at a risk: how likely, how grave (1 to 4 each), what holds it, when to look again."""

    risk = models.ForeignKey(Risk, verbose_name=_("risque"), on_delete=models.CASCADE, related_name="reviews")
    likelihood = _degree("probabilité", 4)
    gravity = _degree("gravité", 4)
    control = models.TextField(_("maîtrise"))
    next_on = models.DateField(_("à revoir le"))
    reviewed_by = models.CharField(_("revu par"), max_length=200)
    reviewed_at = models.DateTimeField(_("revu le"))

    objects: ClassVar[models.Manager["RiskReview"]] = models.Manager()

    class Meta:
        verbose_name = _("revue de risque")
        verbose_name_plural = _("revues de risque")
        ordering = ["-reviewed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 4), gravity__range=(1, 4)), name="risk_is_weighed_from_one_to_four"
            )
        ]

    def __str__(self) -> str:
        return f"{self.likelihood}×{self.gravity}"


class PlanReview(models.Model):
    """The plan read together on one day: who was there, what was concluded."""

    form_key = models.CharField(_("formulaire"), max_length=64, unique=True, editable=False)
    held_on = models.DateField(_("tenue le"))
    attended = models.CharField(_("participants"), max_length=300)
    concluded = models.TextField(_("conclusions"))
    noted_by = models.CharField(_("notée par"), max_length=200)
    noted_at = models.DateTimeField(_("notée le"))

    objects: ClassVar[models.Manager["PlanReview"]] = models.Manager()

    class Meta:
        verbose_name = _("revue du plan")
        verbose_name_plural = _("revues du plan")
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.held_on:%d/%m/%Y}"
