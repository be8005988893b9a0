from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnrolmentsConfig(AppConfig):
    name = "lms_onboarding.enrolments"
    label = "lmso_enrolments"
    verbose_name = _("Inscriptions")

    def ready(self) -> None:
        # Models are ready only now, and the room's message with them.
        from lms_onboarding.mailing.services import register  # noqa: PLC0415  see above

        from . import confirmation, withdrawal  # noqa: PLC0415  see above

        register(confirmation.MESSAGE, compose=confirmation.compose, needed=confirmation.needed)
        register(withdrawal.MESSAGE, compose=withdrawal.compose, needed=withdrawal.needed)
