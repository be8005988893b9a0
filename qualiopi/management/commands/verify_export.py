"""`./manage.py verify_export FILE.zip`: was any file of this export altered?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms_onboarding.common.french import counted
from qualiopi.export.verifying import NotAnExport, verify_export


class Command(BaseCommand):
    help = "Relit un dossier de preuves et nomme tout fichier modifié, retiré ou ajouté."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FICHIER", help="le dossier de preuves, au format ZIP")

    def handle(self, *_args: object, **options: Any) -> None:
        try:
            report = verify_export(Path(options["file"]))
        except NotAnExport as refusal:
            raise CommandError(str(refusal)) from refusal
        for word, names in (("Modifié", report.altered), ("Retiré", report.missing), ("Ajouté", report.added)):
            for name in names:
                self.stdout.write(f"{word} : {name}")
        if report.signature:
            self.stdout.write(f"Signature : {report.signature}")
        if not report.holds:
            raise CommandError("Ce dossier n’est plus celui qui a été produit : voyez ci-dessus.")
        self.stdout.write(f"{counted(report.files, 'fichier').capitalize()}, aucun ne diffère de la liste signée.")
        self.stdout.write(f"Certificat du signataire, empreinte SHA-256 : {report.signer}")
