"""Which composer answers for which message of the closing, and where its links lead."""

from lms_onboarding.links.services import register_page
from lms_onboarding.mailing.services import register
from lms_onboarding.offboarding import keys
from lms_onboarding.offboarding.afterwards.mails import action_needed, compose_action, compose_recall, recall_needed
from lms_onboarding.offboarding.afterwards.self_assessment import compose_self_assessment, self_assessment_needed

from .mails import (
    certificate_needed,
    closing_needed,
    compose_certificate,
    compose_closing,
    compose_corrected,
    compose_without_badge,
)


def register_closing() -> None:
    """Called when the application is ready."""
    register("offboarding.closing", compose=compose_closing, needed=closing_needed)
    register("offboarding.closing_without_badge", compose=compose_without_badge, needed=closing_needed)
    register("offboarding.closing_corrected", compose=compose_corrected, needed=closing_needed)
    register("offboarding.certificate_to_funder", compose=compose_certificate, needed=certificate_needed)
    register("offboarding.self_assessment", compose=compose_self_assessment, needed=self_assessment_needed)
    register("offboarding.action_day30", compose=compose_action, needed=action_needed)
    register("offboarding.recall_", compose=compose_recall, needed=recall_needed)
    register_page(keys.CLOSING_SCOPE, "lmso_offboarding:closing")
    register_page(keys.CHECKED_SCOPE, "lmso_offboarding:closing")
    register_page(keys.CERTIFICATE_SCOPE, "lmso_offboarding:certificate")
    register_page(keys.CERTIFICATE_CHECKED_SCOPE, "lmso_offboarding:certificate")
    register_page(keys.RECALL_SCOPE, "lmso_offboarding:recall")
