from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BadgesConfig(AppConfig):
    name = "badges"
    label = "lmso_badges"
    verbose_name = _("Badges")

    def ready(self) -> None:
        # Django registers checks on import; messages and links need models, which are ready only now
        from lms_onboarding.links.services import register_scope  # noqa: PLC0415  see above
        from lms_onboarding.mailing.services import register  # noqa: PLC0415

        from . import checks, mails  # noqa: F401, PLC0415
        from .addresses import HOLDER_SCOPE, holder_path  # noqa: PLC0415

        register_scope(HOLDER_SCOPE, holder_path)
        for message, voice in mails.VOICES.items():
            register(message, compose=voice.compose, needed=voice.needed)
