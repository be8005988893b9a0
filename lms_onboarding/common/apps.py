from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "lms_onboarding.common"
    label = "lmso_common"
    verbose_name = _("Socle")

    def ready(self) -> None:
        from .receivers import on_connection_created  # noqa: PLC0415  once the registry is filled

        connection_created.connect(on_connection_created, dispatch_uid="lmso_common.arrays")
