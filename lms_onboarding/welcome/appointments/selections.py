"""Who is concerned by which call: shared by the sweep, the mails and the pages. Each follows an index."""

from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from lms_onboarding.enrolments.models import Enrolment, EnrolmentQuerySet
from lms_onboarding.mailing.enums import LEFT
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.welcome.enums import SlotKind
from lms_onboarding.welcome.models import Booking, CallDecline, CallSlot, WelcomeKit
from lms_onboarding.welcome.models.call import CallSlotQuerySet

from . import keys
from .rules import earliest_start


def open_calls(session: int, now: datetime) -> CallSlotQuerySet:
    """Individual slots that a learner of this session may still book."""
    return open_slots(session, now).filter(kind=SlotKind.INDIVIDUAL)


def open_slots(session: int, now: datetime) -> CallSlotQuerySet:
    return CallSlot.objects.filter(session=session).select_related("trainer").open_from(earliest_start(now))


def without_answer() -> EnrolmentQuerySet:
    """Confirmed learners of standing sessions who neither booked, nor had, nor declined a call."""
    booked = Booking.objects.standing().filter(enrolment=OuterRef("pk"))
    declined = CallDecline.objects.filter(enrolment=OuterRef("pk"), slot__isnull=True, taken_back_at__isnull=True)
    learners = Enrolment.objects.confirmed().in_standing_sessions()
    return learners.filter(~Exists(booked), ~Exists(declined))


def unoffered(sessions: list[int]) -> EnrolmentQuerySet:
    """Those of them who have the kit of their session, and to whom no call was offered; with `kit_sent_at`."""
    kit = WelcomeKit.objects.filter(
        enrolment=OuterRef("pk"), schedule_no=OuterRef("session__schedule_no"), mail__state__in=LEFT
    )
    key = Concat(
        *(Value(f"{keys.CALL}/"), _text("pk"), Value("/"), _text("session__schedule_no"), Value("/offer")),
        output_field=CharField(),
    )
    learners = without_answer().filter(session__in=sessions).filter(~Exists(OutgoingMail.objects.filter(key=key)))
    return learners.filter(Exists(kit)).annotate(kit_sent_at=kit.values("mail__sent_at")[:1])


def uninvited(slot: CallSlot) -> EnrolmentQuerySet:
    """Those of the session whom nobody invited to this meeting, and who did not say they will not come."""
    key = Concat(Value(f"{keys.MEETING}/"), _text("pk"), Value(f"/{slot.pk}"), output_field=CharField())
    absent = CallDecline.objects.filter(enrolment=OuterRef("pk"), slot=slot, taken_back_at__isnull=True)
    learners = without_answer().filter(session=slot.session_id)
    return learners.filter(~Exists(absent), ~Exists(OutgoingMail.objects.filter(key=key)))


def pointless(now: datetime) -> "list[int]":
    """Calls to come of learners who are not expected any more, or whose session is cancelled."""
    to_come = Booking.objects.standing().filter(outcome="", slot__starts_at__gt=now)
    kept = Enrolment.objects.confirmed().in_standing_sessions().filter(pk=OuterRef("enrolment_id"))
    return list(to_come.filter(~Exists(kept)).order_by("pk").values_list("pk", flat=True))


def _text(field: str) -> Cast:
    return Cast(OuterRef(field), CharField())
