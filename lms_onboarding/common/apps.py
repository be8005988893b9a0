from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "lms_onboarding.common"
    label = "lmso_common"
    verbose_name = _("Socle")
