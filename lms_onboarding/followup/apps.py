from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupConfig(AppConfig):
    name = "lms_onboarding.followup"
    label = "lmso_followup"
    verbose_name = _("Première semaine")
