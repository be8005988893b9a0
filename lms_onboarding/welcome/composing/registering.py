"""Which composer answers for which message."""

from lms_onboarding.mailing.services import register

from .changes import compose_cancelled, compose_moved
from .kits import compose_day_before, compose_guardian, compose_kit, compose_reminder
from .needed import (
    cancelled_needed,
    day_before_needed,
    kit_needed,
    missing_needed,
    moved_needed,
    reminder_needed,
    returned_needed,
)
from .notices import compose_missing, compose_returned


def register_messages() -> None:
    """Called when the application is ready. The longest prefix wins."""
    register("welcome.kit_", compose=compose_kit, needed=kit_needed)
    register("welcome.kit_guardian", compose=compose_guardian, needed=kit_needed)
    register("welcome.kit_reminder", compose=compose_reminder, needed=reminder_needed)
    register("welcome.kit_bounced_notice", compose=compose_returned, needed=returned_needed)
    register("welcome.day_before", compose=compose_day_before, needed=day_before_needed)
    register("welcome.missing_item", compose=compose_missing, needed=missing_needed)
    register("sessions.moved", compose=compose_moved, needed=moved_needed)
    register("sessions.cancelled", compose=compose_cancelled, needed=cancelled_needed)
