"""Which composer answers for which message about appointments."""

from lms_onboarding.mailing.services import register

from .mails import compose_follow_up, compose_for_learner, compose_for_trainer, compose_invitation, compose_offer
from .needed import (
    cancelled_needed,
    confirmed_needed,
    follow_up_needed,
    invitation_needed,
    offer_needed,
    trainer_needed,
)
from .notices import BOOKED_TRAINER, CANCELLED_TRAINER, CHANGED_TRAINER, FOLLOW_UP


def register_calls() -> None:
    """Called when the application is ready."""
    register("welcome.call_offer", compose=compose_offer, needed=offer_needed)
    register(FOLLOW_UP, compose=compose_follow_up, needed=follow_up_needed)
    register("welcome.group_call", compose=compose_invitation, needed=invitation_needed)
    register("welcome.call_confirmed", compose=compose_for_learner, needed=confirmed_needed)
    register("welcome.call_changed", compose=compose_for_learner, needed=confirmed_needed)
    register("welcome.call_cancelled", compose=compose_for_learner, needed=cancelled_needed)
    for message in (BOOKED_TRAINER, CHANGED_TRAINER, CANCELLED_TRAINER):
        register(message, compose=compose_for_trainer, needed=trainer_needed)
