from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from . import receivers


class ConfigConfig(AppConfig):
    name = "lms_onboarding.config"
    label = "lmso_config"
    verbose_name = _("Configuration")

    def ready(self) -> None:
        post_migrate.connect(receivers.make_cache_table, sender=self)
