from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "lms_onboarding.operations"
    label = "lmso_operations"
    verbose_name = _("Exploitation")

    def ready(self) -> None:
        from celery.signals import task_postrun, task_prerun, task_success  # noqa: PLC0415  apps are ready now
        from django.conf import settings  # noqa: PLC0415  the same

        from . import checks, receivers  # noqa: F401, PLC0415  the same; checks register by being read

        task_prerun.connect(receivers.name_task, dispatch_uid="lmso_operations.name_task")
        task_postrun.connect(receivers.forget_task, dispatch_uid="lmso_operations.forget_task")
        task_success.connect(receivers.note_success, dispatch_uid="lmso_operations.note_success")
        if settings.LMSO_SENTRY_DSN:
            from .incidents import send_incidents_to  # noqa: PLC0415  an extra that most do without

            send_incidents_to(settings.LMSO_SENTRY_DSN, environment=settings.LMSO_SENTRY_ENVIRONMENT)
