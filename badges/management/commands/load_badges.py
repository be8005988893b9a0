"""`./manage.py load_badges`: the three badges that come with the product, never over somebody's wording."""

from typing import Any

from django.core.management.base import BaseCommand

from badges.services import load_badges
from lms_onboarding.common.clock import now
from lms_onboarding.common.french import counted


class Command(BaseCommand):
    help = "Écrit les badges fournis. Une seconde fois ne change rien ; un badge modifié ici reste tel quel."

    def handle(self, *_args: object, **_options: Any) -> None:
        report = load_badges(now=now())
        if report.written:
            self.stdout.write(f"{counted(len(report.written), 'badge écrit', 'badges écrits')}.")
        if report.kept:
            self.stdout.write(f"{counted(len(report.kept), 'badge laissé tel quel', 'badges laissés tels quels')}.")
        if not report.has_issuer:
            self.stdout.write(
                "L’émetteur n’est pas décrit : complétez la raison sociale et l’adresse e-mail de l’organisme, "
                "puis relancez cette commande."
            )
