from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WelcomeConfig(AppConfig):
    name = "lms_onboarding.welcome"
    label = "lmso_welcome"
    verbose_name = _("Accueil")

    def ready(self) -> None:
        # Models are ready only now, and the room's messages and pages with them.
        from django.urls import reverse  # noqa: PLC0415  see above

        from lms_onboarding.links.services import register_scope  # noqa: PLC0415  see above

        from .appointments import links as calls  # noqa: PLC0415  see above
        from .composing.registering import register_messages  # noqa: PLC0415  see above
        from .information.composing import SCOPE as INFORMATION  # noqa: PLC0415  see above
        from .replies.links import SCOPE as REPLY  # noqa: PLC0415  see above
        from .services.links import AGENDA_SCOPE, KIT_SCOPE  # noqa: PLC0415  see above

        register_messages()
        register_scope(KIT_SCOPE, lambda key: reverse("lmso_welcome:kit", args=[key.partition("/")[2]]))
        register_scope(INFORMATION, lambda key: reverse("lmso_welcome:information", args=[key.partition("/")[2]]))
        register_scope(REPLY, lambda key: reverse("lmso_welcome:session_reply", args=[key.partition("/")[2]]))
        register_scope(AGENDA_SCOPE, lambda key: reverse("lmso_welcome:agenda", args=[key.partition("/")[2]]))
        register_scope(calls.SCOPE, lambda key: reverse("lmso_welcome:call", args=[key.partition("/")[2]]))
        register_scope(
            calls.AGENDA_SCOPE, lambda key: reverse("lmso_welcome:call_agenda", args=[key.partition("/")[2]])
        )
