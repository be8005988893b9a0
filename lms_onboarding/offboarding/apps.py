from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OffboardingConfig(AppConfig):
    name = "lms_onboarding.offboarding"
    label = "lmso_offboarding"
    verbose_name = _("Clôture")

    def ready(self) -> None:
        # Models are ready only now, and the room's messages and pages with them.
        from .alumni.inviting import register_alumni  # noqa: PLC0415  see above
        from .campaigns.registering import register_campaigns  # noqa: PLC0415  see above
        from .closing.registering import register_closing  # noqa: PLC0415  see above
        from .planning.registering import register_planning  # noqa: PLC0415  see above

        register_planning()
        register_alumni()
        register_campaigns()
        register_closing()
