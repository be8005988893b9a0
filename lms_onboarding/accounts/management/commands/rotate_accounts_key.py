"""Second factors sealed again under the ACCOUNTS_KEY of today, after it changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms_onboarding.accounts.sealing import SealBroken
from lms_onboarding.accounts.services import reseal_factors


class Command(BaseCommand):
    help = "Rechiffre les seconds facteurs sous ACCOUNTS_KEY ; l’ancienne valeur est dans ACCOUNTS_KEYS_BEFORE."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            done = reseal_factors()
        except SealBroken as broken:
            raise CommandError(str(broken)) from broken
        self.stdout.write(f"{done} facteurs rechiffrés. ACCOUNTS_KEYS_BEFORE peut être vidée.")
