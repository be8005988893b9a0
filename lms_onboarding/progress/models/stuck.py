"""« Je suis bloqué »: what was said, when an answer was promised, what was answered, whether it was read."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.progress.enums import StuckMotive

from .page import page_seen


def _answers_for(person: Person) -> Q:
    led = Q(enrolment__session__trainers__person=person) | Q(enrolment__session__referent=person)
    nobody_named = Q(enrolment__session__referent__isnull=True)
    of_the_house = Q(Exists(ProviderSettings.objects.filter(pedagogical_referent=person)))
    last_resort = Q(
        Exists(ProviderSettings.objects.filter(pedagogical_referent__isnull=True, administrative_referent=person))
    ) & Q(enrolment__session__trainers__isnull=True)
    return (led | (nobody_named & (of_the_house | last_resort))) & ~Q(person=person)


class StuckReportQuerySet(models.QuerySet["StuckReport"]):
    def of(self, person: Person) -> "StuckReportQuerySet":
        """What this learner asked: nobody else's."""
        return self.filter(person=person)

    def answerable_by(self, person: Person) -> "StuckReportQuerySet":
        """Those of the sessions that this person runs or is the referent of; the provider's referent answers for the
        sessions that name nobody, and the administrative contact where there is no referent at all."""
        return self.filter(_answers_for(person)).distinct()

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "StuckReportQuerySet":
        """What this account may read and answer as one of the team: the words are for those who follow the learner,
        whatever other permissions an account has."""
        person = Person.objects.filter(account=user.pk).first() if user.is_authenticated else None
        return self.answerable_by(person) if person else self.none()

    def open(self) -> "StuckReportQuerySet":
        """Neither answered, nor settled by the learner meanwhile."""
        return self.filter(answered_at__isnull=True, settled_at__isnull=True)

    def unanswered(self, now: datetime) -> "StuckReportQuerySet":
        """Open beyond the promise made: the same decision as `StuckReport.is_unanswered`, for the database."""
        return self.open().filter(answer_due_at__lt=now)

    def answered_and_unread(self) -> "StuckReportQuerySet":
        return self.filter(answered_at__isnull=False, read_at__isnull=True)


class StuckReport(models.Model):
    """`text` is read in the tool and never travels by mail. `answer_due_at` is what the learner was promised."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(
        Person, verbose_name=_("apprenant"), on_delete=models.CASCADE, related_name="stuck_reports"
    )
    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.SET_NULL, null=True, related_name="stuck_reports"
    )
    page = page_seen()
    title = models.CharField(_("leçon"), max_length=255)
    motive = models.CharField(_("motif"), max_length=8, choices=StuckMotive.choices)
    text = models.TextField(_("précision"), blank=True)
    reported_at = models.DateTimeField(_("demandé le"))
    answer_due_at = models.DateTimeField(_("réponse annoncée pour"))
    answer = models.TextField(_("réponse"), blank=True)
    answered_at = models.DateTimeField(_("répondu le"), null=True)
    answered_by = models.ForeignKey(
        Person, verbose_name=_("répondu par"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    read_at = models.DateTimeField(_("lue le"), null=True)
    settled_at = models.DateTimeField(_("résolu par l’apprenant le"), null=True)

    objects: ClassVar[models.Manager["StuckReport"]] = StuckReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande d’aide")
        verbose_name_plural = _("demandes d’aide")
        ordering = ["reported_at", "pk"]
        indexes = [
            models.Index(
                fields=["answer_due_at"],
                condition=Q(answered_at__isnull=True, settled_at__isnull=True),
                name="stuck_reports_still_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "page"],
                condition=Q(answered_at__isnull=True, settled_at__isnull=True),
                name="one_open_call_per_person_and_lesson",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="answered_call_has_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(answered_at__isnull=False), name="only_an_answer_is_read"
            ),
            models.CheckConstraint(
                condition=Q(answer_due_at__gt=F("reported_at")), name="answer_is_due_after_the_call"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.title}"

    @property
    def key(self) -> str:
        """How links name this call for help, for example `stuck/12`."""
        return f"stuck/{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.settled_at is None

    def is_unanswered(self, now: datetime) -> bool:
        """More than one business day has passed without an answer."""
        return self.is_open and now > self.answer_due_at
