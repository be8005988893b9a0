from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "lms_onboarding.accounts"
    label = "lmso_accounts"
    verbose_name = _("Comptes")
