"""A case: one learner, one session, the reasons for which somebody looks after them, and how it ended."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.enrolments.enums import AbandonCause
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.enums import CaseOutcome, CaseState, Proposal, SignalKind
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.sessions.models import SessionTrainer


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "AlertQuerySet":
        """Cases of the sessions that this account trains or is the referent of, and those it was handed. Never its
        own: somebody who trains others may also learn."""
        if not user.is_authenticated:
            return self.none()
        trains = SessionTrainer.objects.filter(session=OuterRef("enrolment__session"), person__account=user.pk)
        of_the_house = ProviderSettings.objects.filter(pedagogical_referent__account=user.pk)
        led = Q(Exists(trains)) | Q(enrolment__session__referent__account=user.pk) | Q(owner__account=user.pk)
        nobody_named = Q(enrolment__session__referent__isnull=True) & Q(Exists(of_the_house))
        return self.filter(led | nobody_named).exclude(enrolment__person__account=user.pk)

    def about(self, user: AbstractBaseUser | AnonymousUser) -> "AlertQuerySet":
        """What concerns this account as a learner."""
        return self.filter(enrolment__person__account=user.pk) if user.is_authenticated else self.none()

    def open(self) -> "AlertQuerySet":
        """Those without an outcome yet."""
        return self.filter(outcome="")

    def waiting(self) -> "AlertQuerySet":
        """What a trainer has to do: two facts or a declared difficulty first, then what is due first."""
        return self.filter(state=CaseState.TODO).order_by("-first", "due_at", "pk")


class Alert(models.Model):
    """One per learner and session, whatever happens: a closed case is opened again.

    `version` rises at each change that a reader of its page should know of. `points` are those of the last opening.
    `first`: two facts that suffice or more, or a declared difficulty. `owner`: a trainer, then the referent.
    """

    wagtail_reference_index_ignore = True

    enrolment = models.OneToOneField(
        Enrolment, verbose_name=_("inscription"), on_delete=models.PROTECT, related_name="alert"
    )
    state = models.CharField(_("état"), max_length=8, choices=CaseState.choices, default=CaseState.TODO)
    version = models.PositiveIntegerField(_("version"), default=1)
    rules_version = models.PositiveSmallIntegerField(_("version des règles"))
    points = models.PositiveSmallIntegerField(_("points"), null=True)
    first = models.BooleanField(_("en premier"), default=False)
    owner = models.ForeignKey(
        Person, verbose_name=_("suivie par"), on_delete=models.PROTECT, null=True, related_name="alerts"
    )
    opened_at = models.DateTimeField(_("ouverte le"))
    due_at = models.DateTimeField(_("à prendre en charge avant"))
    deferred_until = models.DateTimeField(_("reportée au"), null=True)
    escalated_at = models.DateTimeField(_("transmise au référent le"), null=True)
    contacted_at = models.DateTimeField(_("premier échange le"), null=True)
    handled_at = models.DateTimeField(_("dernier échange le"), null=True)
    reply_unread_since = models.DateTimeField(_("réponse non lue depuis"), null=True)
    proposal = models.CharField(_("clôture proposée"), max_length=10, choices=Proposal.choices, blank=True)
    proposed_at = models.DateTimeField(_("clôture proposée le"), null=True)
    outcome = models.CharField(_("issue"), max_length=16, choices=CaseOutcome.choices, blank=True)
    cause = models.CharField(_("cause de l’abandon"), max_length=12, choices=AbandonCause.choices, blank=True)
    false_signal = models.CharField(_("signal à tort"), max_length=20, choices=SignalKind.choices, blank=True)
    closed_at = models.DateTimeField(_("close le"), null=True)

    objects: ClassVar[models.Manager["Alert"]] = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alerte")
        verbose_name_plural = _("alertes")
        ordering: ClassVar[list[str]] = ["-first", "due_at", "pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="todo"), name="alerts_to_handle"),
            models.Index(fields=["deferred_until"], condition=Q(state="deferred"), name="alerts_deferred"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="deferred") | Q(deferred_until__isnull=False), name="deferred_case_says_until_when"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at__isnull=True)
                | (~Q(outcome="") & Q(closed_at__isnull=False, state="handled")),
                name="closed_case_has_an_outcome_and_a_date",
            ),
            models.CheckConstraint(
                condition=Q(outcome="abandoned") & ~Q(cause="") | ~Q(outcome="abandoned") & Q(cause=""),
                name="abandoned_case_says_why",
            ),
            models.CheckConstraint(
                condition=Q(outcome="false_positive") & ~Q(false_signal="")
                | ~Q(outcome="false_positive") & Q(false_signal=""),
                name="false_positive_names_its_signal",
            ),
            models.CheckConstraint(
                condition=Q(proposal="", proposed_at__isnull=True) | ~Q(proposal="") & Q(proposed_at__isnull=False),
                name="proposed_closure_has_a_date",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("opened_at")), name="case_is_due_after_it_opens"),
        ]

    def __str__(self) -> str:
        return str(self.enrolment)

    @property
    def key(self) -> str:
        """How the rooms below name this case, for example `alert/12`."""
        return f"alert/{self.pk}"

    @property
    def is_closed(self) -> bool:
        return bool(self.outcome)


class SignalQuerySet(models.QuerySet["Signal"]):
    def standing(self) -> "SignalQuerySet":
        return self.filter(ended_at__isnull=True)


class Signal(models.Model):
    """A reason of a case: what was observed, against what, since when. It ends when it is no longer true."""

    wagtail_reference_index_ignore = True

    alert = models.ForeignKey(Alert, verbose_name=_("alerte"), on_delete=models.CASCADE, related_name="signals")
    kind = models.CharField(_("signal"), max_length=20, choices=SignalKind.choices)
    observed = models.PositiveSmallIntegerField(_("observé"))
    threshold = models.PositiveSmallIntegerField(_("seuil"))
    rules_version = models.PositiveSmallIntegerField(_("version des règles"))
    since = models.DateTimeField(_("depuis le"))
    raised_at = models.DateTimeField(_("vu le"))
    ended_at = models.DateTimeField(_("levé le"), null=True)

    objects: ClassVar[models.Manager["Signal"]] = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = _("signal")
        verbose_name_plural = _("signaux")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "kind"], condition=Q(ended_at__isnull=True), name="one_standing_signal_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("raised_at")), name="signal_ends_after_it_rises"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
