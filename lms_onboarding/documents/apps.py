from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "lms_onboarding.documents"
    label = "lmso_documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  Django registers checks on import, once applications are ready
        from .printing.logo import find_with  # noqa: PLC0415  models are ready only now
        from .services.keeping import logo_bytes  # noqa: PLC0415  the same

        find_with(logo_bytes)
