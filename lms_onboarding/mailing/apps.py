from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailingConfig(AppConfig):
    name = "lms_onboarding.mailing"
    label = "lmso_mailing"
    verbose_name = _("Courriers")

    def ready(self) -> None:
        # models can be imported only once applications are loaded; Django registers checks on import
        from anymail.signals import tracking  # noqa: PLC0415

        from lms_onboarding.links.services import register_scope  # noqa: PLC0415

        from . import checks, optout  # noqa: F401, PLC0415
        from .receivers import note_event  # noqa: PLC0415
        from .sending.composing import OPTOUT_SCOPE  # noqa: PLC0415

        tracking.connect(note_event, dispatch_uid="lmso_mailing.note_event")
        register_scope(OPTOUT_SCOPE, optout.path_of, one_click=optout.one_click)
