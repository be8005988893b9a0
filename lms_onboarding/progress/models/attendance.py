"""Attendance per half-day: what the trainer found, what the learner signed, what locked it."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.progress.enums import Door, ExcuseKind, HelpChannel, Presence, SignatureKind
from lms_onboarding.sessions.models import SessionTrainer, Slot


def led_by(user: AbstractBaseUser | AnonymousUser, session: str) -> Q:
    """The half-days of the sessions that this account trains or is the referent of: nobody else's. `session` is the
    path to the session, "" from the session itself; the provider's referent follows the sessions that name none."""
    referent = f"{session}__referent" if session else "referent"
    trains = SessionTrainer.objects.filter(session=OuterRef(session or "pk"), person__account=user.pk)
    of_the_house = ProviderSettings.objects.filter(pedagogical_referent__account=user.pk)
    nobody_named = Q(**{f"{referent}__isnull": True})
    return Q(Exists(trains)) | Q(**{f"{referent}__account": user.pk}) | nobody_named & Q(Exists(of_the_house))


class AttendanceMarkQuerySet(models.QuerySet["AttendanceMark"]):
    def current(self) -> "AttendanceMarkQuerySet":
        """What stands: one per learner and half-day at most."""
        return self.filter(superseded_at__isnull=True)

    def of(self, person: Person) -> "AttendanceMarkQuerySet":
        return self.filter(enrolment__person=person)

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "AttendanceMarkQuerySet":
        """A trainer sees their own sessions, a learner what concerns them."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(led_by(user, "slot__session") | Q(enrolment__person__account=user.pk))


class AttendanceMark(models.Model):
    """A finding is never overwritten: the next one says why, and takes its place. `arrived_at` is the trainer's word
    on the hour: of somebody late, or of somebody present who could not sign in the window."""

    wagtail_reference_index_ignore = True

    slot = models.ForeignKey(Slot, verbose_name=_("demi-journée"), on_delete=models.PROTECT, related_name="marks")
    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.CASCADE, related_name="attendance_marks"
    )
    presence = models.CharField(_("constat"), max_length=8, choices=Presence.choices)
    excuse = models.CharField(_("nature du motif"), max_length=10, choices=ExcuseKind.choices, blank=True)
    arrived_at = models.TimeField(_("arrivée à"), null=True, blank=True)
    note = models.CharField(_("précision"), max_length=200, blank=True)
    marked_at = models.DateTimeField(_("constaté le"))
    marked_by = models.ForeignKey(
        Person, verbose_name=_("constaté par"), on_delete=models.PROTECT, related_name="attendance_marks_made"
    )
    correction_reason = models.CharField(_("raison de la correction"), max_length=300, blank=True)
    after_lock = models.BooleanField(_("après contresignature"), default=False)
    supersedes = models.OneToOneField(
        "self",
        verbose_name=_("remplace"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
    )
    superseded_at = models.DateTimeField(_("remplacé le"), null=True, blank=True)

    objects: ClassVar[models.Manager["AttendanceMark"]] = AttendanceMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("constat de présence")
        verbose_name_plural = _("constats de présence")
        ordering: ClassVar[list[str]] = ["pk"]
        indexes = [models.Index(fields=["enrolment", "presence"], name="marks_by_enrolment")]
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "enrolment"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_mark_per_learner_and_half_day",
            ),
            models.CheckConstraint(
                condition=Q(presence="excused") & ~Q(excuse="") | ~Q(presence="excused") & Q(excuse=""),
                name="excused_absence_says_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(after_lock=False) | ~Q(correction_reason=""), name="correction_after_lock_says_why"
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("pk")), name="mark_does_not_replace_itself"
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("marked_at")),
                name="mark_is_replaced_after_it_is_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.slot} · {self.get_presence_display()}"


class AttendanceSignature(models.Model):
    """Signed by the learner, once, within the window. The device is a kind of device, and no address is kept."""

    wagtail_reference_index_ignore = True

    slot = models.ForeignKey(Slot, verbose_name=_("demi-journée"), on_delete=models.PROTECT, related_name="signatures")
    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.CASCADE, related_name="attendance_signatures"
    )
    kind = models.CharField(_("forme"), max_length=8, choices=SignatureKind.choices)
    drawing = models.JSONField(_("tracé"), default=list, blank=True, help_text=_("Des suites de points x, y."))
    written_name = models.CharField(_("nom écrit"), max_length=200, blank=True)
    door = models.CharField(_("venu par"), max_length=8, choices=Door.choices)
    device = models.CharField(_("type d’appareil"), max_length=20, blank=True)
    signed_at = models.DateTimeField(_("signé le"))

    class Meta:
        verbose_name = _("signature de présence")
        verbose_name_plural = _("signatures de présence")
        ordering: ClassVar[list[str]] = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "enrolment"], name="one_signature_per_learner_and_half_day"),
            models.CheckConstraint(condition=~Q(kind="written") | ~Q(written_name=""), name="written_one_has_a_name"),
            models.CheckConstraint(condition=~Q(kind="drawn") | ~Q(drawing=[]), name="drawn_signature_has_strokes"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.slot}"


class AttendanceSheetQuerySet(models.QuerySet["AttendanceSheet"]):
    def to_issue(self) -> "AttendanceSheetQuerySet":
        """Locked half-days whose sheet, or whose corrected sheet, was not issued yet."""
        return self.filter(Q(issued_revision__lt=F("revision")))

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "AttendanceSheetQuerySet":
        return self.filter(led_by(user, "slot__session")) if user.is_authenticated else self.none()


class AttendanceSheet(models.Model):
    """The trainer's signature over a half-day, which locks it. `revision` rises with each correction that follows: a
    new document then replaces the one before, whose bytes stay."""

    wagtail_reference_index_ignore = True

    slot = models.OneToOneField(
        Slot, verbose_name=_("demi-journée"), on_delete=models.PROTECT, related_name="attendance_sheet"
    )
    trainer = models.ForeignKey(
        Person, verbose_name=_("contresignée par"), on_delete=models.PROTECT, related_name="attendance_sheets"
    )
    kind = models.CharField(_("forme"), max_length=8, choices=SignatureKind.choices)
    drawing = models.JSONField(_("tracé"), default=list, blank=True)
    written_name = models.CharField(_("nom écrit"), max_length=200, blank=True)
    countersigned_at = models.DateTimeField(_("contresignée le"))
    observation = models.CharField(_("observation"), max_length=500, blank=True)
    revision = models.PositiveSmallIntegerField(_("version"), default=1)
    issued_revision = models.PositiveSmallIntegerField(_("version émise"), default=0)
    document = models.ForeignKey(
        IssuedDocument,
        verbose_name=_("feuille émise"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects: ClassVar[models.Manager["AttendanceSheet"]] = AttendanceSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("feuille d’émargement")
        verbose_name_plural = _("feuilles d’émargement")
        ordering: ClassVar[list[str]] = ["countersigned_at", "pk"]
        indexes = [
            models.Index(
                fields=["countersigned_at"],
                condition=Q(issued_revision__lt=F("revision")),
                name="sheets_still_to_issue",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="written") | ~Q(written_name=""), name="trainer_wrote_a_name"),
            models.CheckConstraint(condition=Q(issued_revision__lte=F("revision")), name="issued_sheet_is_known"),
        ]

    def __str__(self) -> str:
        return str(self.slot)


class HumanHelp(models.Model):
    """An exchange with a person, at a distance: when, by whom, about what. With the work done and the assessments, it
    is what shows attendance at a distance; how long somebody stayed connected shows nothing, and is not kept."""

    wagtail_reference_index_ignore = True

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.CASCADE, related_name="human_help"
    )
    channel = models.CharField(_("par quel moyen"), max_length=8, choices=HelpChannel.choices)
    subject = models.CharField(_("objet"), max_length=200)
    answer = models.CharField(_("réponse apportée"), max_length=500, blank=True)
    at = models.DateTimeField(_("échangé le"))
    by = models.ForeignKey(Person, verbose_name=_("par"), on_delete=models.PROTECT, related_name="help_given")
    recorded_at = models.DateTimeField(_("noté le"))

    class Meta:
        verbose_name = _("assistance humaine")
        verbose_name_plural = _("assistances humaines")
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(subject=""), name="help_says_what_it_was_about"),
            models.CheckConstraint(condition=Q(recorded_at__gte=F("at")), name="help_is_noted_after_it_was_given"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.subject}"
