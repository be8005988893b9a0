from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "lms_onboarding.documents"
    label = "lmso_documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  Django registers checks on import, once applications are ready
