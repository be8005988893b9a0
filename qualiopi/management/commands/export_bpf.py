"""`./manage.py export_bpf --year 2026 --out FICHIER.csv`: hours really lived, for the yearly statement."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lms_onboarding.common.clock import now
from lms_onboarding.common.tabular import write_csv
from lms_onboarding.people.services import provider
from qualiopi.bpf import figures


class Command(BaseCommand):
    help = "Écrit les heures réalisées d’un exercice, par formation, type de stagiaire et financeur, pour le BPF."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", required=True, type=int, help="exercice, sur l’année civile")
        parser.add_argument("--from-month", type=int, default=1, help="premier mois de l’exercice (1 : janvier)")
        parser.add_argument(
            "--trainers", action="store_true", help="les heures des formateurs, au lieu des stagiaires"
        )
        parser.add_argument("--out", required=True, type=Path, metavar="FICHIER", help="le CSV à écrire")

    def handle(
        self, *_args: object, year: int, from_month: int, trainers: bool, out: Path, **_options: object
    ) -> None:
        if not (2000 <= year <= 2200 and 1 <= from_month <= 12):
            raise CommandError("Donnez une année de 2000 à 2200, et un mois de 1 à 12.")
        content = statement(year, from_month, trainers=trainers)
        try:
            out.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{out} ne s’écrit pas : {error.strerror}. Choisissez un autre dossier.") from error
        self.stdout.write(f"{out} : exercice {year}.")


def statement(year: int, from_month: int, *, trainers: bool) -> bytes:
    """The CSV of an exercise of twelve months that begins with this month of this year."""
    zone, moment = provider().zone, now()
    first = date(year, from_month, 1)
    last = date.fromordinal(date(year + 1, from_month, 1).toordinal() - 1)
    if trainers:
        return write_csv(figures.TRAINERS, figures.trainer_rows(first, last, zone=zone, now=moment))
    found = figures.learners(first, last, zone=zone, now=moment)
    return write_csv(figures.LEARNERS, figures.learner_rows(found, first, last))
