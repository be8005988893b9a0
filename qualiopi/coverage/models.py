"""What people say of pieces: a review bound to the content they read, a « non applicable » with its reason."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session


class Verdict(models.TextChoices):
    SOUND = "sound", _("relue")
    DOUBTED = "doubted", _("à revoir")


class PieceReviewQuerySet(models.QuerySet["PieceReview"]):
    def standing(self) -> "PieceReviewQuerySet":
        return self.filter(superseded_at__isnull=True)

    def standing_at(self, moment: datetime) -> "PieceReviewQuerySet":
        """What was said by then and not replaced yet."""
        return self.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment), reviewed_at__lte=moment)


class PieceReview(models.Model):
    """A person's word on one piece, bound to the SHA-256 of everything it said then: one word changed, and the piece
    is to be reviewed again. `reason` says what is wrong with a doubted one."""

    piece = models.CharField(_("pièce"), max_length=80, help_text=_("« kit/12 »"))
    kind = models.CharField(_("genre"), max_length=40)
    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField(_("avis"), max_length=8, choices=Verdict.choices)
    reason = models.CharField(_("raison"), max_length=300, blank=True)
    content = models.CharField(_("empreinte du contenu relu"), max_length=64)
    reviewer_key = models.CharField(_("auteur"), max_length=80)
    reviewer_name = models.CharField(_("relue par"), max_length=200)
    reviewed_at = models.DateTimeField(_("relue le"))
    superseded_at = models.DateTimeField(_("remplacé le"), null=True, blank=True)

    objects: ClassVar[PieceReviewQuerySet] = PieceReviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("relecture")
        verbose_name_plural = _("relectures")
        constraints = [
            models.UniqueConstraint(
                fields=["piece", "kind"],
                condition=Q(superseded_at__isnull=True),
                name="one_standing_review_per_piece",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.DOUBTED) | ~Q(reason=""), name="doubted_piece_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.piece}: {self.verdict}"


class Waiver(models.Model):
    """« Non applicable »: an indicator that does not concern a course, or the house; reason, author and date."""

    indicator = models.PositiveSmallIntegerField(_("indicateur"))
    course = models.ForeignKey(
        CoursePage,
        verbose_name=_("formation"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Vide : toute l’organisation."),
    )
    reason = models.CharField(_("motif"), max_length=300)
    author_key = models.CharField(_("auteur"), max_length=80)
    author_name = models.CharField(_("déclaré par"), max_length=200)
    declared_at = models.DateTimeField(_("déclaré le"))
    ended_at = models.DateTimeField(_("levé le"), null=True, blank=True)

    objects: ClassVar[models.Manager["Waiver"]] = models.Manager()

    class Meta:
        verbose_name = _("non-applicabilité")
        verbose_name_plural = _("non-applicabilités")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "course"],
                condition=Q(ended_at__isnull=True),
                name="one_standing_waiver_per_indicator_and_course",
            ),
            models.UniqueConstraint(
                fields=["indicator"],
                condition=Q(ended_at__isnull=True, course__isnull=True),
                name="one_standing_waiver_for_the_whole_house",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_says_why"),
        ]

    def __str__(self) -> str:
        return f"indicateur {self.indicator}"

    @property
    def sentence(self) -> str:
        """Why, who and when, as a cell shows it."""
        day: date = self.declared_at.date()
        return f"{self.reason} ({self.author_name}, {day:%d/%m/%Y})"


class SessionStanding(models.Model):
    """What one session held and lacked when it was last looked at, whatever the version: that one is applied when it
    is read. `counts` is {kind: numbers of a Count, in their order}; `lacks` see `standings.Owing`."""

    session = models.OneToOneField(
        Session,
        verbose_name=_("session"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="evidence_standing",
    )
    counts = models.JSONField(_("pièces par genre"), default=dict)
    lacks = models.JSONField(_("ce qui manque"), default=list)
    checked_at = models.DateTimeField(_("vérifiée le"), db_index=True)

    objects: ClassVar[models.Manager["SessionStanding"]] = models.Manager()

    class Meta:
        verbose_name = _("couverture d’une session")
        verbose_name_plural = _("couvertures des sessions")

    def __str__(self) -> str:
        return str(self.session)


class DueNotice(models.Model):
    """A lot of missing pieces told to who owes it, once a step: « session/12/bilan », due that day."""

    class Step(models.TextChoices):
        WEEK = "week", _("une semaine avant")
        DAY = "day", _("le jour même")

    requirement = models.CharField(_("attendu"), max_length=120)
    due_on = models.DateField(_("dû le"))
    step = models.CharField(_("étape"), max_length=4, choices=Step.choices)
    person = models.ForeignKey(Person, verbose_name=_("dit à"), on_delete=models.CASCADE, related_name="+")
    told_on = models.DateField(_("dit le"), db_index=True)

    class Meta:
        verbose_name = _("rappel de pièce attendue")
        verbose_name_plural = _("rappels de pièces attendues")
        constraints = [
            models.UniqueConstraint(fields=["requirement", "due_on", "step"], name="owed_piece_told_once_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.requirement}, {self.due_on}"
