"""Which composer answers for which message."""

from lms_onboarding.enrolments.services import say_next
from lms_onboarding.mailing.services import register, register_many
from lms_onboarding.welcome.appointments.registering import register_calls
from lms_onboarding.welcome.information.composing import compose as compose_information
from lms_onboarding.welcome.information.composing import needed as information_needed
from lms_onboarding.welcome.needs.composing import (
    announced,
    compose_learner,
    compose_partner,
    learner_needed,
    partner_needed,
)
from lms_onboarding.welcome.needs.composing import reminder_needed as needs_reminder_needed
from lms_onboarding.welcome.replies.notices import MESSAGE as REPLIED
from lms_onboarding.welcome.replies.notices import still_true

from .changes import compose_cancelled, compose_moved
from .kits import compose_day_before, compose_guardian, compose_kits, compose_reminder
from .needed import (
    cancelled_needed,
    day_before_needed,
    kit_needed,
    kits_needed,
    missing_needed,
    moved_needed,
    reminder_needed,
    returned_needed,
)
from .notices import compose_missing, compose_returned


def register_messages() -> None:
    """Called when the application is ready. The longest prefix wins."""
    register_many("welcome.kit_", compose=compose_kits, needed=kits_needed)
    register("welcome.kit_guardian", compose=compose_guardian, needed=kit_needed)
    register("welcome.kit_reminder", compose=compose_reminder, needed=reminder_needed)
    register("welcome.kit_bounced_notice", compose=compose_returned, needed=returned_needed)
    register("welcome.day_before", compose=compose_day_before, needed=day_before_needed)
    register("welcome.missing_item", compose=compose_missing, needed=missing_needed)
    say_next(announced)
    register("welcome.needs_invitation", compose=compose_learner, needed=learner_needed)
    register("welcome.needs_reminder", compose=compose_learner, needed=needs_reminder_needed)
    register("enrolment.information_before", compose=compose_information, needed=information_needed)
    register("welcome.needs_company", compose=compose_partner, needed=partner_needed)
    register("welcome.needs_funder", compose=compose_partner, needed=partner_needed)
    register("sessions.moved", compose=compose_moved, needed=moved_needed)
    register("sessions.cancelled", compose=compose_cancelled, needed=cancelled_needed)
    register(REPLIED, needed=still_true)
    register_calls()
