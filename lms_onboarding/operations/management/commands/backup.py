"""`./manage.py backup DIR`: database, files and keys of an embedded installation, in one folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from lms_onboarding.common.french import counted
from lms_onboarding.operations.backing_up import BackupRefused, back_up
from lms_onboarding.operations.machine import machine_time
from lms_onboarding.operations.places import embedded_places


class Command(BaseCommand):
    help = "Sauvegarde une installation embarquée : base, documents, médias et clés, sans arrêter le site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="Dossier neuf où écrire la sauvegarde.")
        parser.add_argument("--no-keys", dest="keys", action="store_false", help="Sans les clés, gardées ailleurs.")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            files = back_up(embedded_places(), options["folder"], with_keys=options["keys"], now=machine_time())
        except BackupRefused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"Sauvegarde écrite dans {options['folder']} : {counted(files, 'fichier')}.")
        if options["keys"]:
            self.stdout.write(
                "Elle contient les clés : rangez-la comme un trousseau, ou déplacez son dossier « keys »."
            )
