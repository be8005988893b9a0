from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "lms_onboarding.privacy"
    label = "lmso_privacy"
    verbose_name = _("Données personnelles")

    def ready(self) -> None:
        from lms_onboarding.enrolments.services import nothing_to_release, when_undone  # noqa: PLC0415  the same
        from lms_onboarding.mailing import services as mailing  # noqa: PLC0415  rooms are plugged once apps are ready
        from lms_onboarding.portal.services import offer_in_menu, offer_on_privacy_page, tell_periods  # noqa: PLC0415

        from . import services, telling, undoing  # noqa: PLC0415  the same

        mailing.register(services.READY, needed=services.why_not_tell)
        offer_on_privacy_page("lmso_privacy:own")
        tell_periods(telling.periods)
        hint = _("Demandes des personnes, effacements, durées de conservation, purge, consentements")
        offer_in_menu("lmso_privacy:requests", _("Données personnelles"), hint, "lmso_privacy.add_datarequest")
        when_undone(held=undoing.held, release=nothing_to_release, people=True)
