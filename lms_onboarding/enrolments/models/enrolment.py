"""An enrolment ties a person to a session, with the role, the company and the funder."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.enrolments.enums import ONCE_PLACED, PLACED, AbandonCause, EnrolmentState, Role
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Organisation, Person
from lms_onboarding.sessions.models import Session


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def confirmed(self) -> "EnrolmentQuerySet":
        """Confirmed or active: those to whom a kit is due."""
        return self.filter(state=EnrolmentState.CONFIRMED)

    def placed(self) -> "EnrolmentQuerySet":
        """Confirmed, or gone to the end of a released session: who makes the group, whenever one looks at it."""
        return self.filter(state__in=PLACED)

    def once_placed(self) -> "EnrolmentQuerySet":
        """Those, and whoever left on the way: something of theirs may be assessed, attested, counted."""
        return self.filter(state__in=ONCE_PLACED)

    def active(self, now: datetime) -> "EnrolmentQuerySet":
        """Confirmed, in a standing session whose first slot has started."""
        return self.confirmed().filter(session__cancelled_at__isnull=True, session__starts_at__lte=now)

    def in_standing_sessions(self) -> "EnrolmentQuerySet":
        return self.filter(session__cancelled_at__isnull=True)

    def in_sessions_still_to_start(self, now: datetime) -> "EnrolmentQuerySet":
        """Those whose session stands, has dates, and has not started at `now`."""
        return self.in_standing_sessions().filter(session__starts_at__gt=now)

    def not_yet_told(self) -> "EnrolmentQuerySet":
        """Confirmed, and no confirmation was ever queued."""
        return self.confirmed().filter(confirmation_mail__isnull=True)

    def in_sessions_starting_by(self, moment: datetime) -> "EnrolmentQuerySet":
        return self.filter(session__starts_at__lte=moment)


class Enrolment(models.Model):
    """One person in one session. States move only through `enrolments.services`."""

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.PROTECT, related_name="enrolments"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("apprenant"), on_delete=models.PROTECT, related_name="enrolments"
    )
    role = models.CharField(_("profil"), max_length=8, choices=Role.choices, blank=True)
    company = models.ForeignKey(
        Organisation, verbose_name=_("entreprise"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    funder = models.ForeignKey(
        Organisation, verbose_name=_("financeur"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        _("état"), max_length=10, choices=EnrolmentState.choices, default=EnrolmentState.CONFIRMED
    )
    created_at = models.DateTimeField(_("enregistrée le"), editable=False)
    confirmed_at = models.DateTimeField(_("confirmée le"), null=True, editable=False)
    ended_at = models.DateTimeField(_("terminée le"), null=True, editable=False)
    abandon_cause = models.CharField(_("cause d’abandon"), max_length=12, choices=AbandonCause.choices, blank=True)
    source = models.CharField(_("origine"), max_length=120, blank=True, editable=False)
    confirmation_mail = models.OneToOneField(
        OutgoingMail,
        verbose_name=_("message de confirmation"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    objects: ClassVar[models.Manager["Enrolment"]] = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")
        ordering = ["session__starts_at", "person__last_name", "pk"]
        indexes = [
            models.Index(fields=["session", "state"], name="enrolments_by_session"),
            # What the sweep looks for every minute: a handful of rows among all those already told.
            models.Index(
                fields=["session"],
                condition=Q(state="confirmed", confirmation_mail__isnull=True),
                name="enrolments_not_yet_told",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_enrolment_per_person_and_session"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name="confirmed_enrolment_has_a_date"
            ),
            models.CheckConstraint(
                condition=~Q(state="abandoned") | ~Q(abandon_cause=""), name="abandoned_enrolment_has_a_cause"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.session}"

    @property
    def is_placed(self) -> bool:
        return self.state in PLACED

    @property
    def key(self) -> str:
        """How the rooms below name this enrolment, for example `enrolment/12`."""
        return f"enrolment/{self.pk}"
