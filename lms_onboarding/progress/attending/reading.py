"""A half-day as its trainer sees it, and the half-days of one learner."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.services import provider
from lms_onboarding.progress.models import AttendanceMark, AttendanceSheet, AttendanceSignature
from lms_onboarding.progress.models.attendance import led_by
from lms_onboarding.sessions.models import Session, Slot

from .roster import expected, is_expected
from .windows import Window, window_of


@dataclass(frozen=True, slots=True)
class Line:
    """One learner on one half-day. `history`: what was found before, oldest first."""

    enrolment: Enrolment
    mark: AttendanceMark | None
    signature: AttendanceSignature | None
    history: Sequence[AttendanceMark] = field(default_factory=tuple)

    @property
    def name(self) -> str:
        return self.enrolment.person.full_name


def lines_of(slot: Slot, window: Window) -> list[Line]:
    """Everyone expected, by name, with what was found and signed: three queries."""
    marks: dict[int, list[AttendanceMark]] = {}
    for mark in AttendanceMark.objects.filter(slot=slot).select_related("marked_by").order_by("pk"):
        marks.setdefault(mark.enrolment_id, []).append(mark)
    signatures = {one.enrolment_id: one for one in AttendanceSignature.objects.filter(slot=slot)}
    return [_line(one, marks.get(one.pk, []), signatures.get(one.pk)) for one in expected(slot, window)]


def _line(enrolment: Enrolment, marks: list[AttendanceMark], signature: AttendanceSignature | None) -> Line:
    current = next((mark for mark in marks if mark.superseded_at is None), None)
    before = tuple(mark for mark in marks if mark.superseded_at is not None)
    return Line(enrolment, current, signature, before)


@dataclass(frozen=True, slots=True)
class OwnHalf:
    """A half-day of one learner: nobody else's signature or finding is in it."""

    slot: Slot
    window: Window
    signature: AttendanceSignature | None
    mark: AttendanceMark | None
    locked: bool

    def may_sign(self, now: datetime) -> bool:
        return self.signature is None and not self.locked and self.window.is_open(now)


def own_halves(enrolment: Enrolment) -> list[OwnHalf]:
    """The half-days at which this learner is expected, in order: four queries."""
    zone = provider().zone
    slots = list(Slot.objects.filter(session=enrolment.session_id).order_by("day", "start"))
    signatures = {one.slot_id: one for one in AttendanceSignature.objects.filter(enrolment=enrolment)}
    marks = {one.slot_id: one for one in AttendanceMark.objects.current().filter(enrolment=enrolment)}
    locked = set(AttendanceSheet.objects.filter(slot__in=slots).values_list("slot", flat=True))
    halves = [
        OwnHalf(slot, window_of(slot, zone), signatures.get(slot.pk), marks.get(slot.pk), slot.pk in locked)
        for slot in slots
    ]
    return [half for half in halves if half.signature or half.mark or is_expected(enrolment, half.slot, half.window)]


def slots_led_by(user: AbstractBaseUser | AnonymousUser) -> models.QuerySet[Slot]:
    """The half-days that this account may note: those of its own sessions, which stand."""
    if not user.is_authenticated:
        return Slot.objects.none()
    return Slot.objects.filter(led_by(user, "session"), session__cancelled_at__isnull=True)


def sessions_led_by(user: AbstractBaseUser | AnonymousUser) -> models.QuerySet[Session]:
    """The sessions that this account trains or refers for, which stand."""
    if not user.is_authenticated:
        return Session.objects.none()
    return Session.objects.filter(led_by(user, ""), cancelled_at__isnull=True)


def enrolments_led_by(user: AbstractBaseUser | AnonymousUser) -> models.QuerySet[Enrolment]:
    """The learners of the sessions that this account trains or refers for."""
    return Enrolment.objects.filter(led_by(user, "session")) if user.is_authenticated else Enrolment.objects.none()
