"""Appointments: the slots a trainer offers, who booked them, how each one ended, and who said they need none."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import HELD_OUTCOMES, CallNext, CallOutcome, CallPurpose, Channel, SlotKind


class CallSlotQuerySet(models.QuerySet["CallSlot"]):
    def standing(self) -> "CallSlotQuerySet":
        """Slots that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def of_purpose(self, purpose: str) -> "CallSlotQuerySet":
        return self.filter(purpose=purpose)

    def in_their_time(self) -> "CallSlotQuerySet":
        """Slots that still come before, or after, a session that may have moved since, and that it did not take away.

        The same decision as `appointments.rules.is_in_time`, for the database.
        """
        before = Q(purpose=CallPurpose.WELCOME, starts_at__lt=F("session__starts_at"))
        after = Q(purpose=CallPurpose.FOLLOW_UP, starts_at__gte=F("session__ends_at"))
        during = Q(purpose=CallPurpose.STUCK, session__starts_at__isnull=False)
        return self.filter(before | during | after, session__cancelled_at__isnull=True)

    def open_from(self, moment: datetime) -> "CallSlotQuerySet":
        """Those with a seat left that start at `moment` or later, in the order of time."""
        standing = self.standing().in_their_time().filter(starts_at__gte=moment)
        taken = Count("bookings", filter=Q(bookings__cancelled_at__isnull=True))
        return standing.annotate(taken=taken).filter(taken__lt=F("capacity")).order_by("starts_at", "pk")


class CallSlot(models.Model):
    """Some minutes of a trainer for learners of a session.

    `where`: a number to call, the address of a room or of a video call. `sequence` rises each time the slot moves:
    calendars follow it.
    """

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.PROTECT, related_name="call_slots"
    )
    trainer = models.ForeignKey(
        Person, verbose_name=_("qui appelle"), on_delete=models.PROTECT, related_name="call_slots"
    )
    purpose = models.CharField(_("objet"), max_length=10, choices=CallPurpose.choices, default=CallPurpose.WELCOME)
    starts_at = models.DateTimeField(_("début"))
    minutes = models.PositiveSmallIntegerField(_("durée en minutes"))
    kind = models.CharField(_("forme"), max_length=10, choices=SlotKind.choices, default=SlotKind.INDIVIDUAL)
    capacity = models.PositiveSmallIntegerField(_("places"), default=1)
    channel = models.CharField(_("canal"), max_length=8, choices=Channel.choices, default=Channel.PHONE)
    where = models.CharField(_("numéro, adresse ou lien"), max_length=300, blank=True)
    note = models.CharField(_("précision pour l’apprenant"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(_("version"), default=0)
    offered_at = models.DateTimeField(_("proposé le"))
    offered_by = models.CharField(_("proposé par"), max_length=80)
    moved_at = models.DateTimeField(_("déplacé le"), null=True)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True)

    objects: ClassVar[models.Manager["CallSlot"]] = CallSlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("créneau d’appel")
        verbose_name_plural = _("créneaux d’appel")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["session", "purpose", "starts_at"], name="call_slots_by_session")]
        constraints = [
            models.UniqueConstraint(
                fields=["trainer", "starts_at"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_slot_per_trainer_and_start",
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="call_slot_takes_somebody"),
            models.CheckConstraint(
                condition=~Q(kind="individual") | Q(capacity=1), name="individual_call_slot_takes_one"
            ),
            models.CheckConstraint(
                condition=~Q(kind="group") | Q(purpose="welcome"), name="only_a_welcome_gathers_a_group"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=240), name="call_slot_lasts_five_minutes_to_four_hours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} · {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_group(self) -> bool:
        return self.kind == SlotKind.GROUP


# Standing: to come, or held. After « pas de réponse » or « reporté », the learner may book again; after a hand was
# lent too, since one may be stuck twice.
STANDING = Q(cancelled_at__isnull=True) & (
    Q(outcome="") | (Q(outcome__in=[str(one) for one in HELD_OUTCOMES]) & ~Q(purpose=CallPurpose.STUCK.value))
)


class BookingQuerySet(models.QuerySet["Booking"]):
    def uncancelled(self) -> "BookingQuerySet":
        return self.filter(cancelled_at__isnull=True)

    def standing(self) -> "BookingQuerySet":
        """To come or held: the learner needs no other."""
        return self.filter(STANDING)


class Booking(models.Model):
    """A learner's seat in a slot, and of the purpose of that slot. It keeps its identity when it moves: calendars
    know it by that.

    `expectation` and `agreed` stay in the tool; the learner may read them. `blockers` are codes of CallBlocker.
    """

    slot = models.ForeignKey(CallSlot, verbose_name=_("créneau"), on_delete=models.PROTECT, related_name="bookings")
    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.PROTECT, related_name="call_bookings"
    )
    purpose = models.CharField(_("objet"), max_length=10, choices=CallPurpose.choices, default=CallPurpose.WELCOME)
    seat = models.PositiveSmallIntegerField(_("place"), default=1)
    phone = models.CharField(_("numéro où appeler"), max_length=40, blank=True)
    sequence = models.PositiveIntegerField(_("version"), default=0)
    booked_at = models.DateTimeField(_("réservé le"))
    booked_by = models.CharField(_("réservé par"), max_length=80)
    moved_at = models.DateTimeField(_("déplacé le"), null=True)
    cancelled_at = models.DateTimeField(_("annulé le"), null=True)
    cancelled_by = models.CharField(_("annulé par"), max_length=80, blank=True)
    outcome = models.CharField(_("issue"), max_length=10, choices=CallOutcome.choices, blank=True)
    outcome_at = models.DateTimeField(_("noté le"), null=True)
    outcome_by = models.CharField(_("noté par"), max_length=80, blank=True)
    blockers = models.JSONField(_("ce qui pourrait gêner"), default=list)
    expectation = models.TextField(_("ce que la personne attend"), blank=True)
    agreed = models.TextField(_("ce qui a été convenu"), blank=True)
    next_step = models.CharField(_("suite"), max_length=10, choices=CallNext.choices, blank=True)

    objects: ClassVar[models.Manager["Booking"]] = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rendez-vous")
        verbose_name_plural = _("rendez-vous")
        ordering = ["slot__starts_at", "pk"]
        constraints = [
            # Seats are numbered under the slot's lock: the database alone refuses one learner too many.
            models.UniqueConstraint(
                fields=["slot", "seat"], condition=Q(cancelled_at__isnull=True), name="one_standing_booking_per_seat"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "purpose"],
                condition=STANDING,
                name="one_standing_booking_per_enrolment_and_purpose",
            ),
            models.CheckConstraint(condition=Q(seat__gte=1), name="seats_are_counted_from_one"),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome_at__isnull=False, cancelled_at__isnull=True),
                name="noted_booking_has_a_date_and_was_not_cancelled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.slot}"

    @property
    def is_noted(self) -> bool:
        return bool(self.outcome)

    @property
    def is_held(self) -> bool:
        return self.outcome in HELD_OUTCOMES


class CallDecline(models.Model):
    """« Je n’ai pas besoin d’appel » (no slot, one purpose), or « je ne serai pas là » (a group's slot).

    Booking takes it back.
    """

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.PROTECT, related_name="call_declines"
    )
    slot = models.ForeignKey(
        CallSlot, verbose_name=_("accueil du groupe"), on_delete=models.PROTECT, null=True, related_name="declines"
    )
    purpose = models.CharField(_("objet"), max_length=10, choices=CallPurpose.choices, default=CallPurpose.WELCOME)
    declined_at = models.DateTimeField(_("décliné le"))
    taken_back_at = models.DateTimeField(_("repris le"), null=True)

    class Meta:
        verbose_name = _("appel décliné")
        verbose_name_plural = _("appels déclinés")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "purpose"],
                condition=Q(slot__isnull=True, taken_back_at__isnull=True),
                name="one_standing_decline_per_enrolment_and_purpose",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "slot"],
                condition=Q(slot__isnull=False, taken_back_at__isnull=True),
                name="one_standing_decline_per_meeting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.slot or '—'}"
