from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OffboardingConfig(AppConfig):
    name = "lms_onboarding.offboarding"
    label = "lmso_offboarding"
    verbose_name = _("Clôture")
