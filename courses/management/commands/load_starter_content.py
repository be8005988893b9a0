"""`./manage.py load_starter_content`: the micro-courses, the help, the checklist and the glossary, as pages."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from courses.services import Loaded, load_starter_content, name_menus
from courses.starter_content.reading import UnreadableFile, read_yaml
from lms_onboarding.common import clock
from lms_onboarding.common.refusals import Refused


class Command(BaseCommand):
    help = "Charge le contenu de départ. Peut être relancé : une page modifiée ou supprimée ici n’est jamais reprise."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--menus", type=Path, metavar="FICHIER", help="YAML « repère: nom » : les noms des menus de votre LMS."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            names = _names(options["menus"]) if options["menus"] else {}
            changed = name_menus(names)
            found = load_starter_content(now=clock.now())
        except (Refused, UnreadableFile) as error:
            raise CommandError(str(error)) from error
        if names:
            self.stdout.write(_("Menus renommés : %(count)d.") % {"count": changed})
        for outcome, words in _words().items():
            if found[outcome]:
                self.stdout.write(f"{words} : {found[outcome]}.")


def _names(path: Path) -> dict[str, str]:
    """Raises UnreadableFile, CommandError."""
    try:
        names = read_yaml(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(_("Fichier des menus illisible : %(error)s") % {"error": error}) from error
    if not isinstance(names, dict) or not all(isinstance(name, str) for pair in names.items() for name in pair):
        raise CommandError(_("Le fichier des menus est une suite de « repère: nom », par exemple « roles: Profils »."))
    return {key: name.strip() for key, name in names.items()}


def _words() -> dict[Loaded, str]:
    return {
        Loaded.CREATED: _("Pages créées"),
        Loaded.UPDATED: _("Pages mises à jour"),
        Loaded.UNCHANGED: _("Pages déjà à jour"),
        Loaded.EDITED: _("Pages modifiées ici, laissées telles quelles"),
        Loaded.DELETED: _("Pages supprimées ici, non recréées"),
        Loaded.TAKEN: _("Adresses déjà prises par une autre page"),
    }
