"""`./manage.py restore DIR`: put a backup back, in a data folder that holds nothing yet."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from lms_onboarding.common.french import counted
from lms_onboarding.operations.backing_up import BackupRefused
from lms_onboarding.operations.places import embedded_places
from lms_onboarding.operations.restoring import restore


class Command(BaseCommand):
    help = "Remet en place une sauvegarde, vérifiée fichier par fichier, sans jamais écraser une installation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="Dossier écrit par ./manage.py backup.")

    def handle(self, *_args: Any, **options: Any) -> None:
        connections.close_all()
        try:
            files = restore(options["folder"], embedded_places())
        except BackupRefused as refusal:
            raise CommandError(refusal.sentence) from refusal
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write(
            f"Sauvegarde remise en place : {counted(files, 'fichier')}. Vérifiez : ./manage.py verify_seals."
        )
