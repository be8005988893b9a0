from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "lms_onboarding.portal"
    label = "lmso_portal"
    verbose_name = _("Portail")

    def ready(self) -> None:
        from django.urls import reverse  # noqa: PLC0415  models load before this

        from lms_onboarding.links.services import register_scope  # noqa: PLC0415  models load before this

        register_scope("document", lambda number: reverse("lmso_portal:document", args=[number]))
