"""`./manage.py make_api_token SENDER`: a token of the interface, printed once."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms_onboarding.api.enums import Scope
from lms_onboarding.api.models import ApiToken
from lms_onboarding.api.services import TokenRefused, make_token
from lms_onboarding.common.clock import now
from lms_onboarding.sessions.models import Session


class Command(BaseCommand):
    help = "Crée un jeton pour qu’une plateforme envoie son activité. Le jeton n’est affiché qu’ici, une fois."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sender", metavar="EXPEDITEUR", help="le nom de la plateforme, par exemple lms-principal")
        parser.add_argument("--session", action="append", default=[], metavar="CODE", help="limite à cette session")
        parser.add_argument("--days", type=int, default=365, metavar="N", help="durée de validité, 365 jours sinon")

    def handle(self, *_args: object, **options: Any) -> None:
        codes = options["session"]
        sessions = list(Session.objects.filter(code__in=codes))
        if unknown := sorted(set(codes) - {session.code for session in sessions}):
            raise CommandError(f"Aucune session n’a le code « {unknown[0]} ». Vérifiez-le dans la liste des sessions.")
        moment = now()
        token = ApiToken(sender=options["sender"], expires_at=moment + timedelta(days=options["days"]))
        try:
            made = make_token(token, scopes=[Scope.ACTIVITY_WRITE], sessions=sessions, by="system", now=moment)
        except TokenRefused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(made.secret)
