"""`./manage.py load_questionnaires`: the questionnaires that come with the product, never over somebody's edit."""

from typing import Any

from django.core.management.base import BaseCommand

from lms_onboarding.common.clock import now
from lms_onboarding.common.french import counted
from lms_onboarding.surveys.services import load_questionnaires


class Command(BaseCommand):
    help = (
        "Publie les questionnaires fournis. Une seconde fois ne change rien ; un questionnaire modifié reste tel quel."
    )

    def handle(self, *_args: object, **_options: Any) -> None:
        report = load_questionnaires(now=now())
        for word, keys in (("créé", report.created), ("mis à jour", report.renewed), ("laissé tel quel", report.kept)):
            if keys:
                plural = {"mis à jour": "mis à jour", "laissé tel quel": "laissés tels quels"}.get(word, f"{word}s")
                self.stdout.write(f"{counted(len(keys), f'questionnaire {word}', f'questionnaires {plural}')}.")
