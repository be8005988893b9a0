"""`./manage.py erase_person ADRESSE [--yes]`: shows what would go and stay; with --yes, it goes."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from lms_onboarding.common import french
from lms_onboarding.common.clock import now
from lms_onboarding.common.tabular import email_key
from lms_onboarding.journal.services import SYSTEM
from lms_onboarding.people.models import Person
from lms_onboarding.privacy.erasing.doing import ErasureRefused, erase
from lms_onboarding.privacy.erasing.planning import plan
from lms_onboarding.privacy.retention import calendar


class Command(BaseCommand):
    help = "Efface une personne qui l’a demandé. Sans --yes, montre seulement ce qui partirait et ce qui resterait."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="ADRESSE", help="celle de sa fiche")
        parser.add_argument("--yes", action="store_true", help="efface pour de bon")

    def handle(self, *_args: object, email: str, yes: bool, **_options: object) -> None:
        moment = now()
        person = Person.objects.filter(email_key=email_key(email), erased_at__isnull=True).first()
        if person is None:
            raise CommandError("Personne n’est connu à cette adresse. Vérifiez-la dans « Personnes ».")
        planned = plan(person, calendar(moment))
        for what, count in planned.goes:
            self.stdout.write(f"Part : {what}, {french.counted(count, 'élément')}.")
        for stay in planned.stays:
            self.stdout.write(f"Reste : {stay.what}, jusqu’au {french.day(stay.until)}. {stay.why}")
        if not yes:
            self.stdout.write(planned.refusals[0] if planned.refusals else "Rien n’a été changé : ajoutez --yes.")
            return
        try:
            erase(person, by=SYSTEM, now=moment)
        except ErasureRefused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write("C’est fait. La réponse part à la personne, puis son adresse s’efface.")
