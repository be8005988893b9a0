from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "lms_onboarding.accounts"
    label = "lmso_accounts"
    verbose_name = _("Comptes")

    def ready(self) -> None:
        from lms_onboarding.enrolments.services import when_undone  # noqa: PLC0415  the same
        from lms_onboarding.mailing import services as mailing  # noqa: PLC0415  rooms are plugged once apps are ready

        from . import checks, receivers, services, undoing  # noqa: F401, PLC0415  the same; checks register themselves

        mailing.register(services.INVITATION, needed=services.why_not_invite)
        mailing.register(services.LEARNER_INVITATION, needed=services.why_not_invite_learner)
        mailing.register(services.SIGN_IN_CODE, needed=services.why_not_send_code)
        post_migrate.connect(receivers.make_cache_table, sender=self)
        when_undone(held=undoing.held, release=undoing.release, people=True)
