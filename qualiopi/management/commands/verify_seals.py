"""`./manage.py verify_seals [--messages FILE …]`: has anything sealed changed since?"""

import email
import email.policy
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms_onboarding.common.french import counted
from qualiopi.seals.mails import fingerprints
from qualiopi.seals.verifying import verify_seals


class Command(BaseCommand):
    help = "Relit tous les sceaux et dit ce qui a changé depuis. Avec les messages reçus, voit aussi une réécriture."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--messages", nargs="+", metavar="FICHIER", default=[], help="messages de sceau gardés (.eml ou texte)"
        )
        parser.add_argument("--no-files", action="store_true", help="ne relit pas les fichiers des documents")

    def handle(self, *_args: object, **options: Any) -> None:
        known: dict[int, str] = {}
        for name in options["messages"]:
            known |= _fingerprints(Path(name))
        verdict = verify_seals(known=known, files=not options["no_files"])
        for fault in verdict.faults:
            self.stdout.write(f"Sceau n° {fault.seal} : {fault.what}.")
        self.stdout.write(
            f"{counted(verdict.seals, 'sceau relu', 'sceaux relus')}, {counted(verdict.leaves, 'feuille')}, "
            f"{counted(verdict.erased, 'contenu effacé', 'contenus effacés')} avec leur sel."
        )
        if not known:
            self.stdout.write(
                "Sans les messages reçus chaque jour (--messages), cette commande détecte une corruption, "
                "pas une falsification."
            )
        if not verdict.holds:
            raise CommandError("Ce qui a été scellé a changé : voyez ci-dessus, et restaurez depuis une sauvegarde.")
        self.stdout.write("Rien de ce qui a été scellé n’a changé.")


def _fingerprints(file: Path) -> dict[int, str]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} ne se lit pas : {error.strerror}. Vérifiez le chemin.") from error
    found = fingerprints(content.decode("utf-8", "replace")) or fingerprints(_plain_text(content))
    if not found:
        raise CommandError(f"{file} ne contient aucun sceau. Donnez un message « Sceau n° … à conserver ».")
    return found


def _plain_text(content: bytes) -> str:
    """The text of a message as it was received, whatever its transfer encoding."""
    body = email.message_from_bytes(content, policy=email.policy.default).get_body(("plain",))
    return str(body.get_content()) if body is not None else ""
