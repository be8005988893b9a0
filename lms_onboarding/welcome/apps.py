from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WelcomeConfig(AppConfig):
    name = "lms_onboarding.welcome"
    label = "lmso_welcome"
    verbose_name = _("Accueil")

    def ready(self) -> None:
        # Models are ready only now, and the room's messages and pages with them.
        from lms_onboarding.enrolments.services import when_undone  # noqa: PLC0415  see above
        from lms_onboarding.links.services import register_page  # noqa: PLC0415  see above

        from .appointments import links as calls  # noqa: PLC0415  see above
        from .composing.registering import register_messages  # noqa: PLC0415  see above
        from .information.composing import SCOPE as INFORMATION  # noqa: PLC0415  see above
        from .replies.links import SCOPE as REPLY  # noqa: PLC0415  see above
        from .services import undoing  # noqa: PLC0415  see above
        from .services.links import AGENDA_SCOPE, KIT_SCOPE  # noqa: PLC0415  see above

        register_messages()
        when_undone(held=undoing.held, release=undoing.release)
        register_page(KIT_SCOPE, "lmso_welcome:kit")
        register_page(INFORMATION, "lmso_welcome:information")
        register_page(REPLY, "lmso_welcome:session_reply")
        register_page(AGENDA_SCOPE, "lmso_welcome:agenda")
        for purpose, scope in calls.SCOPES.items():
            register_page(scope, "lmso_welcome:call", purpose)
        for purpose, scope in calls.AGENDA_SCOPES.items():
            register_page(scope, "lmso_welcome:call_agenda", purpose)
