"""`./manage.py purge [--dry-run]`: what goes because its time is over."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.clock import now
from lms_onboarding.people.services import provider
from lms_onboarding.privacy.purging.kinds import KINDS
from lms_onboarding.privacy.purging.running import preview, run


class Command(BaseCommand):
    help = "Efface ce dont la durée de conservation est passée. Ce qui est sous conservation motivée reste."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="montre ce qui partirait, sans rien changer")

    def handle(self, *_args: object, dry_run: bool, **_options: object) -> None:
        if dry_run:
            self._preview()
            return
        gone = run(now=now())
        for kind in KINDS:
            self.stdout.write(f"{kind.title} : {french.counted(gone[kind.key], 'élément')}.")
        if gone["erasure"]:
            self.stdout.write(f"Effacements demandés, repris : {french.counted(gone['erasure'], 'élément')}.")
        self.stdout.write("Purge terminée ; le journal la garde." if any(gone.values()) else "Rien n’était dû.")

    def _preview(self) -> None:
        zone = provider().zone
        lines = preview(now=now())
        for line in lines:
            since = f", depuis le {french.day_digits(local_date(line.oldest, zone))}" if line.oldest else ""
            held = f" {french.counted(line.held, 'retenu')} par une conservation motivée." if line.held else ""
            self.stdout.write(f"{line.title} : {french.counted(line.count, 'élément')}{since}. {line.why}{held}")
        self.stdout.write("Rien n’a été changé." if any(one.count for one in lines) else "Rien n’est dû.")
