"""A hand on the page of the end, for whom something is still open: lessons and people stay within reach."""

from datetime import datetime

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.models import Alert
from lms_onboarding.progress.models import StuckReport
from lms_onboarding.welcome.services import Hand, hand_of


def hand_at_the_end(enrolment: Enrolment, *, now: datetime) -> Hand | None:
    """The hours offered to who still waits for an answer or is still followed, or the appointment they booked."""
    hand = hand_of(enrolment.pk, now=now)
    return hand if hand is not None and (hand.is_booked or _is_waiting(enrolment)) else None


def _is_waiting(enrolment: Enrolment) -> bool:
    asks = StuckReport.objects.open().filter(enrolment=enrolment)
    return asks.exists() or Alert.objects.open().filter(enrolment=enrolment).exists()
