from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "lms_onboarding.portal"
    label = "lmso_portal"
    verbose_name = _("Portail")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate  # noqa: PLC0415  models load before this
        from django.urls import reverse  # noqa: PLC0415  models load before this

        from lms_onboarding.links.services import register_scope  # noqa: PLC0415  models load before this
        from lms_onboarding.progress.services import ATTENDANCE_SCOPE, STUCK_SCOPE  # noqa: PLC0415  models load before this

        from . import remedies  # noqa: PLC0415  models load before this
        from .receivers import keep_teams  # noqa: PLC0415  models load before this

        post_migrate.connect(keep_teams, dispatch_uid="lmso_portal.keep_teams")
        register_scope("document", lambda number: reverse("lmso_portal:document", args=[number]))
        register_scope("portfolio", lambda person: reverse("lmso_portal:portfolio_shared", args=[person]))
        register_scope(STUCK_SCOPE, lambda report: reverse("lmso_portal:stuck_answer", args=[report]))
        register_scope(ATTENDANCE_SCOPE, lambda enrolment: reverse("lmso_portal:sign", args=[enrolment]))
        remedies.register()
