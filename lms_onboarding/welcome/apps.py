from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WelcomeConfig(AppConfig):
    name = "lms_onboarding.welcome"
    label = "lmso_welcome"
    verbose_name = _("Accueil")
