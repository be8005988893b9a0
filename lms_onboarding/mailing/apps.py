from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailingConfig(AppConfig):
    name = "lms_onboarding.mailing"
    label = "lmso_mailing"
    verbose_name = _("Courriers")
