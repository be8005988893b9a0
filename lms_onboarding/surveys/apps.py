from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "lms_onboarding.surveys"
    label = "lmso_surveys"
    verbose_name = _("Questionnaires")

    def ready(self) -> None:
        # models can be imported only once applications are loaded

        from lms_onboarding.enrolments.services import when_undone  # noqa: PLC0415  see above
        from lms_onboarding.links.services import register_page  # noqa: PLC0415
        from lms_onboarding.mailing.services import register  # noqa: PLC0415

        from .services import undoing  # noqa: PLC0415
        from .services.telling import MESSAGE, still_waits  # noqa: PLC0415

        register(MESSAGE, needed=still_waits, discreet=True)
        register_page("survey", "lmso_surveys:start")
        when_undone(held=undoing.held, release=undoing.release)
