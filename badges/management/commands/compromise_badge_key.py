"""`./manage.py compromise_badge_key KID`: this key proves nothing any more; what it signed is signed again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from badges.models import SigningKey
from badges.services import compromise_key, resign
from lms_onboarding.common.clock import now
from lms_onboarding.common.french import counted


class Command(BaseCommand):
    help = (
        "Déclare une clé compromise : elle ne vérifie plus rien, les badges valables sont signés de nouveau et leurs "
        "titulaires prévenus. Irréversible. Peut être relancée après une coupure."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kid", help="L’identifiant de la clé, lu dans « Clés de signature ».")
        parser.add_argument("--yes", action="store_true", help="Confirme, après avoir lu ce qui va se passer.")

    def handle(self, *_args: object, **options: Any) -> None:
        key = SigningKey.objects.filter(kid=options["kid"]).first()
        if key is None:
            raise CommandError(f"Aucune clé « {options['kid']} ». Lisez son identifiant dans « Clés de signature ».")
        signed = key.awards.filter(state="valid").count()
        if not options["yes"]:
            raise CommandError(
                f"{counted(signed, 'badge valable serait signé', 'badges valables seraient signés')} de nouveau, et "
                "chaque titulaire prévenu. Relancez avec --yes pour confirmer."
            )
        new = compromise_key(key, now=now())
        done = resign(now=now())
        self.stdout.write(
            f"La clé {key.kid} est déclarée compromise, {new.kid} signe désormais. "
            f"{counted(done, 'badge signé', 'badges signés')} de nouveau."
        )
