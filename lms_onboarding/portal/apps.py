from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "lms_onboarding.portal"
    label = "lmso_portal"
    verbose_name = _("Portail")
