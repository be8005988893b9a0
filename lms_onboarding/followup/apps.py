from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupConfig(AppConfig):
    name = "lms_onboarding.followup"
    label = "lmso_followup"
    verbose_name = _("Première semaine")

    def ready(self) -> None:
        # Models are ready only now, and the room's messages with them.
        from lms_onboarding.enrolments.services import ask_why  # noqa: PLC0415  see above

        from .asking import ask_the_reason  # noqa: PLC0415  see above
        from .mails import register_messages  # noqa: PLC0415  see above

        register_messages()
        ask_why(ask_the_reason)
