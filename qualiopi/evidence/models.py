"""A piece that somebody deposited, for one indicator: exact bytes under their hash, or an address."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from lms_onboarding.documents.models import Blob
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session, Slot

VIEW = "lmso_qualiopi.view_deposit"
ADD = "lmso_qualiopi.add_deposit"


class Scope(models.TextChoices):
    """What a piece is about."""

    ORGANISATION = "organisation", _("l’organisme")
    COURSE = "course", _("une formation")
    SESSION = "session", _("une session")
    LEARNER = "learner", _("une personne en formation")
    TRAINER = "trainer", _("une personne de l’équipe")


class DepositQuerySet(models.QuerySet["Deposit"]):
    def visible_to(self, user: Any) -> "DepositQuerySet":
        return self if user.is_authenticated and user.has_perm(VIEW) else self.none()

    def standing(self) -> "DepositQuerySet":
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Deposit(models.Model):
    """`kind` is the expected piece that it stands for, an id of kinds.yaml; empty, it supports `indicator` by itself.

    `happened_on` is the day of what it shows, `deposited_at` when it was kept: one never replaces the other. Past
    `review_on`, somebody has to look at it again. `damaged_at` is when its bytes were found altered or gone.
    """

    indicator = models.PositiveSmallIntegerField(_("indicateur"))
    kind = models.CharField(_("pièce attendue"), max_length=40, blank=True)
    scope = models.CharField(_("portée"), max_length=12, choices=Scope.choices)
    course = models.ForeignKey(
        CoursePage, verbose_name=_("formation"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    slot = models.ForeignKey(
        Slot, verbose_name=_("demi-journée"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("personne"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("titre"), max_length=160)
    note = models.CharField(_("ce qu’elle montre"), max_length=500, blank=True)
    blob = models.ForeignKey(
        Blob, verbose_name=_("fichier"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    filename = models.CharField(_("nom du fichier"), max_length=120, blank=True)
    content_type = models.CharField(_("format"), max_length=120, blank=True)
    url = models.URLField(_("adresse"), max_length=500, blank=True)
    happened_on = models.DateField(_("date du fait"))
    review_on = models.DateField(_("à revoir le"), null=True, blank=True)
    form_key = models.CharField(_("formulaire"), max_length=64, unique=True, editable=False)
    author_key = models.CharField(_("compte"), max_length=80)
    author_name = models.CharField(_("déposée par"), max_length=200)
    deposited_at = models.DateTimeField(_("déposée le"))
    damaged_at = models.DateTimeField(_("trouvée altérée le"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True, blank=True)
    withdrawn_because = models.CharField(_("raison du retrait"), max_length=300, blank=True)

    objects: ClassVar[models.Manager["Deposit"]] = DepositQuerySet.as_manager()

    class Meta:
        verbose_name = _("pièce déposée")
        verbose_name_plural = _("pièces déposées")
        ordering = ["-deposited_at", "-pk"]
        indexes = [models.Index(fields=["session", "withdrawn_at"], name="deposits_by_session")]
        constraints = [
            models.CheckConstraint(
                condition=Q(blob__isnull=False, url="") | (Q(blob__isnull=True) & ~Q(url="")),
                name="deposit_is_a_file_or_a_link",
            ),
            models.CheckConstraint(
                condition=Q(scope="organisation", course=None, session=None, enrolment=None, person=None)
                | Q(scope="course", course__isnull=False, session=None, enrolment=None, person=None)
                | Q(scope="session", course=None, session__isnull=False, enrolment=None, person=None)
                | Q(scope="learner", course=None, session__isnull=False, enrolment__isnull=False, person=None)
                | Q(scope="trainer", course=None, session=None, enrolment=None, person__isnull=False),
                name="deposit_is_about_what_its_scope_says",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""), name="withdrawn_deposit_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """How a review or the journal names it, for example `deposit/12`."""
        return f"deposit/{self.pk}"

    def is_overdue_on(self, day: date) -> bool:
        """Whether somebody should have looked at it again by `day`."""
        return self.review_on is not None and self.review_on < day
