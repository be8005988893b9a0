"""Which composer answers for which survey mail."""

from lms_onboarding.mailing.services import register

from .composing import compose, needed, reminder_needed
from .sweeping import INVITATIONS, REMINDERS


def register_campaigns() -> None:
    """Called when the application is ready."""
    for message in INVITATIONS.values():
        register(message, compose=compose, needed=needed)
    for message in REMINDERS.values():
        register(message, compose=compose, needed=reminder_needed)
