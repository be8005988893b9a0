"""What a provider, and each trainer, may set."""

from datetime import time
from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


def _number(
    label: "StrOrPromise", low: int, high: int, help_text: "StrOrPromise" = ""
) -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(
        label,
        null=True,
        blank=True,
        help_text=help_text,
        validators=[MinValueValidator(low), MaxValueValidator(high)],
    )


class FollowupThresholds(models.Model):
    """Of a course, or of one session, which prevails. Empty: the value of the course, else of the product."""

    course = models.OneToOneField(
        CoursePage,
        verbose_name=_("formation"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="followup_thresholds",
    )
    session = models.OneToOneField(
        Session,
        verbose_name=_("session"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="followup_thresholds",
    )
    watch_from = _number(_("à surveiller à partir de"), 1, 7, _("Trois points sauf avis contraire."))
    contact_from = _number(_("à contacter à partir de"), 1, 7, _("Six points sauf avis contraire."))
    score_from_day = _number(
        _("points lus à partir du jour"), 1, 14, _("Le troisième, pour une session de plusieurs semaines.")
    )
    followed_days = _number(_("jours suivis"), 1, 60, _("Quatorze sauf avis contraire."))
    delay_days = _number(
        _("délai de prise en charge, en jours ouvrés"),
        1,
        10,
        _("Au-delà, l’alerte revient au référent. Un jour sinon."),
    )

    class Meta:
        verbose_name = _("seuils de première semaine")
        verbose_name_plural = _("seuils de première semaine")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(course__isnull=True, session__isnull=False)
                | Q(course__isnull=False, session__isnull=True),
                name="thresholds_are_of_a_course_or_a_session",
            ),
            models.CheckConstraint(
                condition=Q(watch_from__isnull=True)
                | Q(contact_from__isnull=True)
                | Q(contact_from__gt=F("watch_from")),
                name="contact_comes_after_watch",
            ),
        ]

    def __str__(self) -> str:
        return str(self.session or self.course)


class DigestChoice(models.Model):
    """At what hour a trainer wants to be told, and of how many cases at most. Nobody chose: eight, at eight."""

    person = models.OneToOneField(
        Person, verbose_name=_("personne"), on_delete=models.CASCADE, related_name="digest_choice"
    )
    hour = models.TimeField(_("heure du récapitulatif"), default=time(8))
    most = models.PositiveSmallIntegerField(
        _("alertes nommées, au plus"), default=8, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )

    class Meta:
        verbose_name = _("récapitulatif")
        verbose_name_plural = _("récapitulatifs")

    def __str__(self) -> str:
        return str(self.person)
