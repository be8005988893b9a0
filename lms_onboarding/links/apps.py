from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LinksConfig(AppConfig):
    name = "lms_onboarding.links"
    label = "lmso_links"
    verbose_name = _("Liens personnels")

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  Django registers checks on import, once applications are ready
