from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    label = "lmso_courses"
    verbose_name = _("Formations")

    def ready(self) -> None:
        from lms_onboarding.mailing.services import register  # noqa: PLC0415  models load before this

        from .services import still_due  # noqa: PLC0415  models load before this

        register("help.", needed=still_due)
