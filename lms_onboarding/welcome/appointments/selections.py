"""Who is concerned by which appointment: shared by the sweep, the mails and the pages. Each follows an index."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from lms_onboarding.enrolments.models import Enrolment, EnrolmentQuerySet
from lms_onboarding.mailing.enums import LEFT
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.welcome.enums import CallPurpose, SlotKind
from lms_onboarding.welcome.models import Booking, CallDecline, CallSlot, WelcomeKit
from lms_onboarding.welcome.models.call import CallSlotQuerySet

from . import keys
from .rules import EXPECTED, earliest_start


def open_calls(session: int, now: datetime, purpose: str = CallPurpose.WELCOME) -> CallSlotQuerySet:
    """Individual slots that a learner of this session may still book."""
    return open_slots(session, now, purpose).filter(kind=SlotKind.INDIVIDUAL)


def open_slots(session: int, now: datetime, purpose: str = CallPurpose.WELCOME) -> CallSlotQuerySet:
    slots = CallSlot.objects.of_purpose(purpose).filter(session=session).select_related("trainer")
    return slots.open_from(earliest_start(now))


def without_answer(purpose: str = CallPurpose.WELCOME) -> EnrolmentQuerySet:
    """Learners expected for this purpose who neither booked, nor had, nor declined a call."""
    booked = Booking.objects.standing().filter(enrolment=OuterRef("pk"), purpose=purpose)
    declined = CallDecline.objects.filter(
        enrolment=OuterRef("pk"), purpose=purpose, slot__isnull=True, taken_back_at__isnull=True
    )
    learners = Enrolment.objects.filter(state__in=EXPECTED[purpose]).in_standing_sessions()
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


def without_follow_up(sessions: Iterable[int]) -> EnrolmentQuerySet:
    """Those of these sessions to whom a follow-up was never offered by a mail of its own."""
    key = Concat(Value(f"{keys.FOLLOW_UP}/"), _text("pk"), Value("/offer"), output_field=CharField())
    learners = without_answer(CallPurpose.FOLLOW_UP).filter(session__in=list(sessions))
    return learners.filter(~Exists(OutgoingMail.objects.filter(key=key)))


def uninvited(slot: CallSlot) -> EnrolmentQuerySet:
    """Those of the session whom nobody invited to this meeting, and who did not say they will not come."""
    key = Concat(Value(f"{keys.MEETING}/"), _text("pk"), Value(f"/{slot.pk}"), output_field=CharField())
    absent = CallDecline.objects.filter(enrolment=OuterRef("pk"), slot=slot, taken_back_at__isnull=True)
    learners = without_answer().filter(session=slot.session_id)
    return learners.filter(~Exists(absent), ~Exists(OutgoingMail.objects.filter(key=key)))


def pointless(now: datetime) -> "list[int]":
    """Calls to come of learners who are not expected any more, or whose session is cancelled."""
    to_come = Booking.objects.standing().filter(outcome="", slot__starts_at__gt=now)
    standing = Enrolment.objects.in_standing_sessions().filter(pk=OuterRef("enrolment_id"))
    kept = Q()
    for purpose, states in EXPECTED.items():
        kept |= Q(Exists(standing.filter(state__in=states)), purpose=purpose)
    return list(to_come.exclude(kept).order_by("pk").values_list("pk", flat=True))


def _text(field: str) -> Cast:
    return Cast(OuterRef(field), CharField())
