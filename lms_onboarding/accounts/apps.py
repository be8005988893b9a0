from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def _proved(request: HttpRequest) -> bool:
    from .views.fresh import proved  # noqa: PLC0415  views ask for models, which are not ready when apps are

    return proved(request)


def _confirmation(back: str) -> str:
    from .views.fresh import confirmation  # noqa: PLC0415  the same

    return confirmation(back)


class AccountsConfig(AppConfig):
    name = "lms_onboarding.accounts"
    label = "lmso_accounts"
    verbose_name = _("Comptes")

    def ready(self) -> None:
        from lms_onboarding.common.proving import register_proof  # noqa: PLC0415  the same
        from lms_onboarding.enrolments.services import when_undone  # noqa: PLC0415  the same
        from lms_onboarding.mailing import services as mailing  # noqa: PLC0415  rooms are plugged once apps are ready

        from . import checks, receivers, services, undoing  # noqa: F401, PLC0415  the same; checks register themselves

        mailing.register(services.INVITATION, needed=services.why_not_invite)
        mailing.register(services.LEARNER_INVITATION, needed=services.why_not_invite_learner)
        mailing.register(services.SIGN_IN_CODE, needed=services.why_not_send_code)
        register_proof(_proved, _confirmation)
        post_migrate.connect(receivers.make_cache_table, sender=self)
        when_undone(held=undoing.held, release=undoing.release, people=True)
