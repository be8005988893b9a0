"""`./manage.py evaluate_followup`: what the rules would have said of first weeks whose end is known."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.followup.measuring.reading import FileRefused, read_activity, read_enrolments
from lms_onboarding.followup.measuring.replaying import evaluate


class Command(BaseCommand):
    help = (
        "Rejoue des premières semaines réelles avec les règles du suivi, et compte qui s’est tu du jour 8 au jour 35."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--enrolments", required=True, type=Path, metavar="F", help="session, learner, silent_days_8_35"
        )
        parser.add_argument(
            "--activity", required=True, type=Path, metavar="F", help="session, learner, day, clicks, content_clicks"
        )
        parser.add_argument("--day", type=int, default=7, metavar="N", help="rejouer au soir du jour N (7 par défaut)")
        parser.add_argument("--json", action="store_true", help="les chiffres, pour une machine")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["day"] < 0:
            raise CommandError(_("Le jour se compte à partir de 0, le premier jour de la session."))
        try:
            enrolments = read_enrolments(options["enrolments"])
            figures = evaluate(enrolments, read_activity(options["activity"]), day=options["day"])
        except FileRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(json.dumps(figures, ensure_ascii=False) if options["json"] else _told(figures))


def _told(figures: dict[str, Any]) -> str:
    lines = [f"Au soir du jour {figures['day']}, silence du jour 8 au jour 35, règles telles quelles.", ""]
    lines += _of("Ensemble", figures["pooled"])
    for name, one in figures["sessions"].items():
        lines += _of(name, one)
    if figures["excluded"]:
        said = ", ".join(f"{reason} : {french.number(count)}" for reason, count in figures["excluded"].items())
        lines += [f"Laissés de côté : {said}"]
    return "\n".join(lines)


def _of(name: str, one: dict[str, Any]) -> list[str]:
    lines = [f"{name} : {french.number(one['positives'])} silencieux sur {french.number(one['n'])}"]
    if one["auc"] is None:
        lines.append("  aire sous la courbe : trop peu de silences pour en donner une")
    else:
        low, high = one["auc_95"]
        lines.append(
            f"  aire sous la courbe : {french.number(one['auc'], places=3)}"
            f" (à 95 %, de {french.number(low, places=3)} à {french.number(high, places=3)})"
        )
    for share, top in one["at"].items() if one["positives"] else ():
        lines.append(
            f"  les {share} % qui ont le plus de points : {french.number(100 * top['precision'], places=1)} %"
            f" se sont tus, soit {french.number(100 * top['recall'], places=1)} % des silencieux"
        )
    return [*lines, ""]
