from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "lms_onboarding.api"
    label = "lmso_api"
    verbose_name = _("Interface")
