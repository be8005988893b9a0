"""`./manage.py load_alumni`: what former learners find on the first day, once, never over what was removed."""

from typing import Any

from django.core.management.base import BaseCommand

from lms_onboarding.common.clock import now
from lms_onboarding.common.french import counted
from lms_onboarding.offboarding.services import load_alumni


class Command(BaseCommand):
    help = "Crée les ressources et l’annonce de départ du réseau des anciens. Une seconde fois ne change rien."

    def handle(self, *_args: object, **_options: Any) -> None:
        made = load_alumni(now=now())
        if made.resources:
            self.stdout.write(f"{counted(made.resources, 'ressource créée', 'ressources créées', feminine=True)}.")
        else:
            self.stdout.write(
                "Rien à créer : c’est déjà fait, ou les pages de départ manquent (load_starter_content d’abord)."
            )
