from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnrolmentsConfig(AppConfig):
    name = "lms_onboarding.enrolments"
    label = "lmso_enrolments"
    verbose_name = _("Inscriptions")
