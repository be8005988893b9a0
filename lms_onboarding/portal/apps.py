from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "lms_onboarding.portal"
    label = "lmso_portal"
    verbose_name = _("Portail")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate  # noqa: PLC0415  models load before this

        from lms_onboarding.links.services import register_page  # noqa: PLC0415  models load before this
        from lms_onboarding.progress.services import ATTENDANCE_SCOPE, STUCK_SCOPE  # noqa: PLC0415  models load before this

        from . import remedies  # noqa: PLC0415  models load before this
        from .receivers import keep_teams  # noqa: PLC0415  models load before this

        post_migrate.connect(keep_teams, dispatch_uid="lmso_portal.keep_teams")
        register_page("document", "lmso_portal:document")
        register_page("portfolio", "lmso_portal:portfolio_shared")
        register_page(STUCK_SCOPE, "lmso_portal:stuck_answer")
        register_page(ATTENDANCE_SCOPE, "lmso_portal:sign")
        remedies.register()
