from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    name = "lms_onboarding.sessions"
    label = "lmso_sessions"
    verbose_name = _("Sessions de formation")
