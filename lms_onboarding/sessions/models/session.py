"""A session of a course: dates, place or link, who runs it, what was frozen when it opened."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.enums import Modality, SessionState


class SessionQuerySet(models.QuerySet["Session"]):
    def standing(self) -> "SessionQuerySet":
        """Sessions that are not cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def starting_by(self, moment: datetime) -> "SessionQuerySet":
        """Sessions whose first slot starts at `moment` or before."""
        return self.filter(starts_at__lte=moment)

    def in_state(self, state: SessionState, now: datetime) -> "SessionQuerySet":
        """Sessions that stand there at `now`: the same decision as `Session.state`, for the database."""
        over, started = Q(ends_at__lte=now), Q(starts_at__lte=now)
        live = Q(cancelled_at__isnull=True, released_at__isnull=True)
        opened = Q(opened_at__isnull=False)
        # Written without negation: NOT (x <= now) is unknown, not true, while a session has no date yet.
        not_over = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
        not_started = Q(starts_at__isnull=True) | Q(starts_at__gt=now)
        return self.filter(
            {
                SessionState.CANCELLED: Q(cancelled_at__isnull=False),
                SessionState.RELEASED: Q(cancelled_at__isnull=True, released_at__isnull=False),
                SessionState.ENDED: live & over,
                SessionState.RUNNING: live & not_over & started,
                SessionState.OPEN: live & not_over & not_started & opened,
                SessionState.PLANNED: live & not_over & not_started & Q(opened_at__isnull=True),
            }[state]
        )

    def not_ended(self, now: datetime) -> "SessionQuerySet":
        return self.filter(ends_at__gt=now)


class Session(models.Model):
    """`starts_at` and `ends_at` mirror the slots (written by `sessions.services.plan_slots` only).

    `schedule_no` rises at each confirmed change of date, hour or place: it is part of the natural key of every kit.
    """

    code = models.CharField(_("code"), max_length=60, unique=True)
    course = models.ForeignKey(
        CoursePage, verbose_name=_("formation"), on_delete=models.PROTECT, related_name="sessions"
    )
    modality = models.CharField(_("modalité"), max_length=8, choices=Modality.choices, default=Modality.ONSITE)
    starts_at = models.DateTimeField(_("début"), null=True, editable=False)
    ends_at = models.DateTimeField(_("fin"), null=True, editable=False)
    schedule_no = models.PositiveIntegerField(_("version du calendrier"), default=1, editable=False)
    seats = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)

    matches_by_title = models.BooleanField(
        _("retrouvée par son titre"),
        default=True,
        help_text=_("Décochée : une ligne d’un fichier d’inscriptions ne la désigne que par son code."),
    )

    cofunded = models.BooleanField(
        _("cofinancée par l’Union européenne"),
        default=False,
        help_text=_("Les présences et les certificats sont alors gardés dix ans au moins."),
    )

    subcontractor = models.CharField(
        _("confiée à"),
        max_length=200,
        blank=True,
        help_text=_("Organisme ou formateur indépendant qui l’anime pour vous. Vide : vos propres formateurs."),
    )

    venue = models.CharField(_("lieu"), max_length=250, blank=True, help_text=_("Adresse complète."))
    room = models.CharField(_("salle"), max_length=120, blank=True)
    access = models.TextField(_("accès"), blank=True, help_text=_("Transports, stationnement, accès en fauteuil."))
    doors_open = models.TimeField(_("accueil à partir de"), null=True, blank=True)
    lunch = models.CharField(_("déjeuner"), max_length=200, blank=True)
    join_url = models.URLField(_("lien de la classe virtuelle"), max_length=500, blank=True)
    technical = models.TextField(_("prérequis techniques"), blank=True)
    equipment = models.TextField(_("matériel à apporter"), blank=True, help_text=_("Une ligne par objet."))
    weekly_remote_time = models.CharField(
        _("temps hebdomadaire à distance"), max_length=80, blank=True, help_text=_("« trente minutes par semaine »")
    )

    referent = models.ForeignKey(
        Person,
        verbose_name=_("référent de la session"),
        help_text=_("Vide : le référent pédagogique de l’organisme."),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    referent_title = models.CharField(_("sa fonction, accordée"), max_length=80, blank=True)
    trainer_word = models.TextField(_("mot d’accueil du formateur"), blank=True)
    support_channel = models.CharField(_("canal d’assistance"), max_length=200, blank=True)
    support_delay = models.CharField(_("délai de réponse"), max_length=80, blank=True)

    created_at = models.DateTimeField(_("créée le"), editable=False)
    opened_at = models.DateTimeField(_("ouverte le"), null=True, editable=False)
    programme = models.JSONField(
        _("programme figé"),
        default=dict,
        editable=False,
        help_text=_("Objectifs, contenu, version et tarif à l’ouverture."),
    )
    released_at = models.DateTimeField(_("clôturée le"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("annulée le"), null=True, editable=False)
    cancel_reason = models.CharField(_("raison de l’annulation"), max_length=300, blank=True, editable=False)
    cancel_options = models.CharField(_("suites proposées"), max_length=500, blank=True, editable=False)

    objects: ClassVar[models.Manager["Session"]] = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "code"]
        indexes = [models.Index(fields=["starts_at"], name="sessions_by_start")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(released_at__isnull=True),
                name="cancelled_session_is_not_released",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def state(self, now: datetime) -> SessionState:
        """Where the session stands at `now`."""
        if self.cancelled_at:
            return SessionState.CANCELLED
        if self.released_at:
            return SessionState.RELEASED
        if self.ends_at and now >= self.ends_at:
            return SessionState.ENDED
        if self.starts_at and now >= self.starts_at:
            return SessionState.RUNNING
        return SessionState.OPEN if self.opened_at else SessionState.PLANNED
