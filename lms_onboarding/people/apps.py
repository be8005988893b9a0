from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "lms_onboarding.people"
    label = "lmso_people"
    verbose_name = _("Personnes")
