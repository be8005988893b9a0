"""`./manage.py import_activity FILE`: the log of another platform, counted in days of activity."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from lms_onboarding.common.clock import now
from lms_onboarding.common.tabular import MAX_BYTES, TableRefused
from lms_onboarding.enrolments.services import Problem
from lms_onboarding.progress.importing.report import Leftover
from lms_onboarding.progress.services import ActivityOptions, ActivityReport, import_activity

ACTOR: Final = "system"
SHOWN: Final = 12  # line numbers printed for one name; --json gives them all


class Command(BaseCommand):
    help = "Compte l’activité d’un journal Moodle, par jour. Le même fichier deux fois ne change rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FICHIER", help="journal Moodle, en CSV ou .xlsx")
        parser.add_argument("--dry-run", action="store_true", help="dit ce qui serait compté, n’enregistre rien")
        parser.add_argument("--json", action="store_true", help="n’écrit que le rapport, en JSON")
        parser.add_argument("--session", default="", metavar="CODE", help="la session de tout le journal")

    def handle(self, *_args: object, **options: Any) -> None:
        path = Path(options["file"])
        try:
            report = import_activity(
                _content(path),
                path.name,
                options=ActivityOptions(dry_run=options["dry_run"], session=options["session"]),
                by=ACTOR,
                now=now(),
            )
        except TableRefused as refusal:
            if options["json"]:
                self._json(ActivityReport(errors=[Problem(None, "", "", refusal.sentence)]))
            raise CommandError(refusal.sentence) from refusal
        if options["json"]:
            self._json(report)
        else:
            self._tell(report, dry_run=options["dry_run"])
        if not report.matched:
            raise CommandError("Aucune ligne n’a trouvé son apprenant : corrigez ce qui est dit, puis relancez.")

    def _json(self, report: ActivityReport) -> None:
        self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))

    def _tell(self, report: ActivityReport, *, dry_run: bool) -> None:
        for words, value in (
            ("Lignes lues", report.read),
            ("Attribuées", report.matched),
            ("dont déjà comptées", report.unchanged),
            ("Jours d’activité", report.days),
            ("Sans apprenant", report.nobody),
            ("À corriger", report.rejected),
        ):
            self.stdout.write(f"{words:<24}{value:>8}")
        self._problems("À corriger", report.errors)
        self._problems("À vérifier", report.warnings)
        self._leftovers("Homonymes", report.homonyms)
        self._leftovers("Sans apprenant", report.unmatched)
        if report.ignored_columns:
            self.stdout.write(f"\nColonnes jamais lues : {', '.join(report.ignored_columns)}")
        if dry_run:
            self.stdout.write("\nRien n’a été enregistré (--dry-run).")

    def _problems(self, title: str, problems: Sequence[Problem]) -> None:
        if not problems:
            return
        self.stdout.write(f"\n{title}")
        for problem in problems:
            where = f"ligne {problem.line}" if problem.line else "fichier"
            value = f" « {problem.value} »" if problem.value else ""
            column = f", {problem.column}" if problem.column else ""
            self.stdout.write(f"  {where}{column}{value}\n    {problem.remedy}")

    def _leftovers(self, title: str, leftovers: Sequence[Leftover]) -> None:
        if not leftovers:
            return
        self.stdout.write(f"\n{title}")
        for left in leftovers:
            shown = ", ".join(str(line) for line in left.lines[:SHOWN])
            more = f" et {len(left.lines) - SHOWN} autres" if len(left.lines) > SHOWN else ""
            lines = "lignes" if len(left.lines) > 1 else "ligne"
            self.stdout.write(f"  {left.name}, {lines} {shown}{more}\n    {left.remedy}")


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
