from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QualiopiConfig(AppConfig):
    name = "qualiopi"
    label = "lmso_qualiopi"
    verbose_name = _("Qualité")

    def ready(self) -> None:
        # Models are ready only now, and with them the links and the messages of the room.
        from lms_onboarding.links.services import register_scope  # noqa: PLC0415  see above
        from lms_onboarding.mailing.services import register  # noqa: PLC0415  see above

        from .coverage.telling import still_owed  # noqa: PLC0415  see above
        from .registers import mails, paths  # noqa: PLC0415  see above
        from .remedies import register_remedies  # noqa: PLC0415  see above

        for scope, path_of in paths.SCOPES.items():
            register_scope(scope, path_of)
        register("qualiopi.evidence_due", needed=still_owed)
        register("reports.", needed=mails.still_needed, discreet=True)
        register_remedies()
