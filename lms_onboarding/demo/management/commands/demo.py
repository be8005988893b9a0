"""`./manage.py demo`: the main job told from end to end, day by day, then served."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.utils import timezone

from lms_onboarding.common.calendar import PARIS, wall_clock
from lms_onboarding.common.french import counted, number
from lms_onboarding.common.french import day as in_words
from lms_onboarding.common.tabular import TableRefused, read_sheet
from lms_onboarding.demo import dates, output, world
from lms_onboarding.demo.cases import case_lines
from lms_onboarding.demo.first_week import first_week_code
from lms_onboarding.demo.models import DemoState
from lms_onboarding.demo.own_files import own_files
from lms_onboarding.demo.play import play
from lms_onboarding.demo.report import lines
from lms_onboarding.enrolments.services import ImportOptions, Outcome, import_enrolments


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(
            f"« {text} » n’est pas une date : écrivez-la AAAA-MM-JJ, par exemple 2026-12-07."
        ) from error


def _monday(text: str) -> date:
    day = _day(text)
    if day.weekday() != 0:
        raise ArgumentTypeError(f"le {in_words(day)} n’est pas un lundi : donnez le lundi de la session principale.")
    return day


class Command(BaseCommand):
    help = "Joue la démonstration : un fichier d’inscriptions entre, les kits de bienvenue partent à J-7."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchor", type=_monday, help="Lundi de la session principale (AAAA-MM-JJ).")
        parser.add_argument("--import", dest="files", action="append", type=Path, default=[], metavar="FILE")
        parser.add_argument("--from", dest="since", type=_day, help="Premier jour affiché (tous sont joués).")
        parser.add_argument("--until", type=_day, help="Dernier jour joué, compris.")
        parser.add_argument("--no-serve", dest="serve", action="store_false", help="Jouer sans servir le site.")
        parser.add_argument("--out", type=Path, help="Dossier où écrire les courriers et les documents.")

    def handle(self, *_args: Any, **options: Any) -> None:
        self._require_demo()
        Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
        files = [(path.name, self._content(path)) for path in options["files"]]
        call_command("migrate", verbosity=0, interactive=False)
        today = timezone.localdate()
        state = self._state(options["anchor"], options["until"], today)
        until = options["until"] or dates.default_until(today, state.anchor)
        self._play(state, until, options["since"], files or list(own_files(state.anchor)))
        if options["out"]:
            written = output.write(options["out"])
            self.stdout.write(
                f"\n{number(written['mail'])} courriers, {number(written['documents'])} documents, "
                f"{counted(written['badges'], 'badge')} et "
                f"{counted(written['evidence'], 'dossier de preuves', 'dossiers de preuves')} dans {options['out']}"
            )
        if options["serve"]:
            self._serve()

    def _require_demo(self) -> None:
        if not settings.DEMO:
            raise CommandError("La démonstration demande DEMO=1 : lancez-la par ./manage.py demo ou make demo.")

    def _content(self, path: Path) -> bytes:
        """Read before anything is created: a file that nobody can read must not leave half a demonstration."""
        try:
            content = path.read_bytes()
            read_sheet(content, path.name)
        except TableRefused as refusal:
            raise CommandError(refusal.sentence) from refusal
        except OSError as error:
            raise CommandError(
                f"Impossible de lire {path} : {error.strerror}. Vérifiez le chemin et les droits."
            ) from error
        return content

    def _state(self, anchor: date | None, until: date | None, today: date) -> DemoState:
        state = DemoState.objects.first()
        if state is not None:
            if anchor and anchor != state.anchor:
                raise CommandError(
                    f"Une démonstration existe déjà pour le {in_words(state.anchor)} dans {world.data_folder()}. "
                    f"Reprenez-la avec --anchor {state.anchor}, ou choisissez un autre dossier avec DATA_DIR."
                )
            return state
        if not world.is_empty():
            raise CommandError(
                "Cette base contient déjà des données que la démonstration n’a pas créées : elle n’y touche pas. "
                "Indiquez un autre dossier avec DATA_DIR, ou une autre base avec DATABASE_URL."
            )
        anchor = anchor or dates.default_anchor(today)
        until = until or dates.default_until(today, anchor)
        first = dates.first_day(anchor, dates.side_dates(anchor, until).starts())
        morning = wall_clock(first, time(7), PARIS)
        return world.build(anchor=anchor, until=until, now=morning, real_now=timezone.now())

    def _play(self, state: DemoState, until: date, since: date | None, files: list[tuple[str, bytes]]) -> None:
        def on_first_morning(now: datetime) -> None:
            for name, content in files:
                self._import(name, content, now)

        self.stdout.write(f"Démonstration du {in_words(state.anchor)}, jouée jusqu’au {in_words(until)}.")
        for played in play(state, until=until, real_now=timezone.now(), on_first_morning=on_first_morning):
            if since is None or played.day >= since:
                for line in lines(played.day):
                    self.stdout.write(line)
        for line in case_lines(first_week_code(state)):
            self.stdout.write(line)

    def _import(self, name: str, content: bytes, now: datetime) -> None:
        report = import_enrolments(content, name, options=ImportOptions(), by=world.BY, now=now)
        created, rejected = report.count(Outcome.CREATED), report.count(Outcome.REJECTED)
        self.stdout.write(f"{name} : {report.read} lignes lues, {created} inscriptions, {rejected} lignes à corriger.")
        for error in report.errors:
            self.stdout.write(f"   ligne {error.line}, {error.column} : {error.remedy}")

    def _serve(self) -> None:
        self.stdout.write(
            "\nLe site est sur http://127.0.0.1:8000/ ; les comptes et les courriers sur http://127.0.0.1:8000/demo/"
        )
        call_command("up", skip_migrate=True)
