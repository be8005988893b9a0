"""`./manage.py import_enrolments FILE`: the same import as on the screen, for scripts and for the demonstration."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms_onboarding.common.clock import now
from lms_onboarding.common.french import counted
from lms_onboarding.common.tabular import MAX_BYTES, TableRefused
from lms_onboarding.enrolments.importing.report import ImportReport, Outcome, Problem
from lms_onboarding.enrolments.services import ImportOptions, import_enrolments

ACTOR = "system"


class Command(BaseCommand):
    help = "Inscrit les personnes d’un fichier CSV ou .xlsx. Le même fichier deux fois ne change rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FICHIER", help="CSV (; , ou tabulation, UTF-8 ou Windows 1252) ou .xlsx")
        parser.add_argument("--dry-run", action="store_true", help="dit ce qui serait fait, n’enregistre rien")
        parser.add_argument("--json", action="store_true", help="n’écrit que le rapport, en JSON")
        parser.add_argument(
            "--create-sessions",
            action="store_true",
            help="crée les sessions inconnues d’une formation connue, quand la ligne donne le début et la fin",
        )
        parser.add_argument("--invited", action="store_true", help="inscrit comme invité, à confirmer ensuite")

    def handle(self, *_args: object, **options: Any) -> None:
        try:
            report = self._report(Path(options["file"]), options)
        except TableRefused as refusal:
            if options["json"]:
                refused = ImportReport(errors=[Problem(None, "", "", refusal.sentence)])
                self.stdout.write(json.dumps(refused.as_json(), ensure_ascii=False, indent=2))
            raise CommandError(refusal.sentence) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            self._tell(report, dry_run=options["dry_run"])
        if not report.valid:
            raise CommandError("Aucune ligne n’est bonne : corrigez le fichier, puis relancez la commande.")

    def _report(self, path: Path, options: dict[str, Any]) -> ImportReport:
        return import_enrolments(
            _content(path),
            path.name,
            options=ImportOptions(
                dry_run=options["dry_run"], create_sessions=options["create_sessions"], invited=options["invited"]
            ),
            by=ACTOR,
            now=now(),
        )

    def _tell(self, report: ImportReport, *, dry_run: bool) -> None:
        lines = [("Lignes lues", report.read), *((_WORDS[outcome], report.count(outcome)) for outcome in Outcome)]
        for words, value in [*lines, ("Personnes créées", report.people_created)]:
            self.stdout.write(f"{words:<24}{value:>8}")
        self._table("À corriger", report.errors)
        self._table("À vérifier", report.warnings)
        for words, columns in (
            ("Colonnes non reconnues", report.unknown_columns),
            ("Colonnes jamais lues", report.ignored_columns),
        ):
            if columns:
                self.stdout.write(f"\n{words} : {', '.join(columns)}")
        if dry_run:
            self.stdout.write("\nRien n’a été enregistré (--dry-run).")
        elif report.valid and report.errors:
            left = counted(report.count(Outcome.REJECTED), "ligne", feminine=True)
            self.stdout.write(f"\nLes bonnes lignes sont enregistrées ; {left} à corriger, puis à redéposer.")

    def _table(self, title: str, problems: list[Problem]) -> None:
        if not problems:
            return
        self.stdout.write(f"\n{title}")
        for problem in problems:
            where = f"ligne {problem.line}" if problem.line else "fichier"
            value = f" « {problem.value} »" if problem.value else ""
            column = f", {problem.column}" if problem.column else ""
            self.stdout.write(f"  {where}{column}{value}\n    {problem.remedy}")


_WORDS = {
    Outcome.CREATED: "Inscriptions créées",
    Outcome.UPDATED: "Complétées",
    Outcome.UNCHANGED: "Déjà enregistrées",
    Outcome.REJECTED: "À corriger",
}


def _content(path: Path) -> bytes:
    """The bytes of the file, never more than one past the limit: what is beyond is refused, not read."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise TableRefused(f"Le fichier « {path} » n’existe pas. Vérifiez son nom et son dossier.") from error
    except IsADirectoryError as error:
        raise TableRefused(f"« {path} » est un dossier. Indiquez le fichier à importer.") from error
    except OSError as error:
        raise TableRefused(
            f"Le fichier « {path} » ne peut pas être lu : {error.strerror}. Vérifiez ses droits."
        ) from error
