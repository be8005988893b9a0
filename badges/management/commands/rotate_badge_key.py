"""`./manage.py rotate_badge_key`: a new key signs from now on; the one before goes on verifying."""

from typing import Any

from django.core.management.base import BaseCommand

from badges.services import rotate_key
from lms_onboarding.common.clock import now


class Command(BaseCommand):
    help = "Remplace la clé qui signe les badges. Les badges déjà signés restent valables."

    def handle(self, *_args: object, **_options: Any) -> None:
        key = rotate_key(now=now())
        self.stdout.write(f"La clé {key.kid} signe désormais les badges. La précédente vérifie encore les siens.")
