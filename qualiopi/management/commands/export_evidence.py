"""`./manage.py export_evidence --out FILE`: the same export as on the screen."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms_onboarding.common.calendar import local_date, wall_clock
from lms_onboarding.common.clock import now
from lms_onboarding.common.french import counted
from lms_onboarding.common.tabular import email_key
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from qualiopi.export.dossier import write_export
from qualiopi.export.selecting import NothingToExport, Wanted
from qualiopi.referential import NoGridAt


class Command(BaseCommand):
    help = "Écrit un dossier de preuves qui se lit hors ligne : sessions nommées, tirées au sort, ou d’une période."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", required=True, type=Path, metavar="FICHIER", help="le ZIP à écrire")
        parser.add_argument("--session", action="append", default=[], metavar="CODE", help="une session ; répétable")
        parser.add_argument(
            "--learner", action="append", default=[], metavar="ADRESSE", help="un apprenant ; répétable"
        )
        parser.add_argument("--since", type=_day, metavar="JOUR", help="sessions terminées à partir de ce jour")
        parser.add_argument("--until", type=_day, metavar="JOUR", help="sessions commencées jusqu’à ce jour")
        parser.add_argument("--draw", type=int, default=0, metavar="N", help="tire N sessions au sort, équilibrées")
        parser.add_argument("--seed", default="", help="graine du tirage, gardée au dossier")
        parser.add_argument("--audit", type=_day, metavar="JOUR", help="date de l’audit : elle choisit la grille")
        parser.add_argument("--as-of", type=_moment, metavar="MOMENT", help="AAAA-MM-JJ ou AAAA-MM-JJTHH:MM")
        parser.add_argument("--nominative", action="store_true", help="joint la table de correspondance des noms")

    def handle(self, *_args: object, **options: Any) -> None:
        organisation, as_of = provider(), options["as_of"] or now()
        wanted = Wanted(
            as_of=as_of,
            audit=options["audit"] or local_date(as_of, organisation.zone),
            codes=tuple(options["session"]),
            people=_people(options["learner"]),
            since=options["since"],
            until=options["until"],
            draw=options["draw"],
            seed=options["seed"],
            nominative=options["nominative"],
        )
        try:
            summary = write_export(wanted, organisation, options["out"], author="commande")
        except (NothingToExport, NoGridAt) as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(
                f"{options['out']} ne s’écrit pas : {error.strerror}. Choisissez un autre dossier."
            ) from error
        self.stdout.write(
            f"{options['out']} : {counted(summary.pieces, 'pièce', feminine=True)}, "
            f"{counted(summary.gaps, 'lacune', feminine=True)}, {counted(summary.sessions, 'session', feminine=True)}."
        )
        if summary.unreadable:
            self.stdout.write(f"{counted(summary.unreadable, 'pièce', feminine=True)} sans fichier : voyez l’index.")


def _people(addresses: list[str]) -> tuple[int, ...]:
    found = dict(Person.objects.by_email([email_key(one) for one in addresses]).values_list("email_key", "pk"))
    if unknown := [one for one in addresses if email_key(one) not in found]:
        raise CommandError(f"Personne n’a l’adresse {', '.join(unknown)}. Vérifiez-la dans la liste des inscriptions.")
    return tuple(sorted(found.values()))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"« {text} » n’est pas un jour : écrivez AAAA-MM-JJ.") from error


def _moment(text: str) -> datetime:
    """A day means its last minute in the provider's time."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"« {text} » n’est pas un moment : écrivez AAAA-MM-JJ ou AAAA-MM-JJTHH:MM.") from error
    if found.tzinfo is not None:
        return found
    at = time(23, 59) if len(text) == 10 else found.time()
    return wall_clock(found.date(), at, provider().zone)
