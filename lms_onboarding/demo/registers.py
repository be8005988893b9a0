"""A complaint, and a confidential message that one person alone opens. Their secrets are those of a demonstration."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from qualiopi.models import ConfidentialRecipient, Report
from qualiopi.services import (
    ComplaintText,
    ReportText,
    accept,
    designate,
    follow_up_code,
    open_report,
    receive_complaint,
    receive_report,
    recipients_at,
)

from .acts import BY, Act
from .models import DemoState
from .world import STAFF_DOMAIN

PASSPHRASE: Final = "lune boussole citron marée"  # noqa: S105  shown on the page of the demonstration, to be tried
DRAFT: Final = b"demonstration".hex().ljust(40, "0")
REPORT: Final = ReportText(
    message="Un participant commente mes vêtements à chaque pause, devant les autres. Je voudrais que cela cesse.",
    position="concerned",
    ongoing="ongoing_yes",
    wishes=("act", "listen"),
    contact="page",
)
COMPLAINT: Final = ComplaintText(
    stakeholder="learner",
    topic="organisation",
    session_words="Prendre en main votre LMS, première journée",
    facts="La salle prévue pour six accueillait huit personnes. Deux d’entre nous sont restés debout le matin.",
    effect="J’ai suivi la matinée sans pouvoir prendre de notes.",
    wish="fix",
    name="Loïc Le Bihan",
    email="loic.le-bihan@demo.exemple.fr",
)


def code_to_try() -> str:
    """The follow-up code of the message, as its author wrote it down."""
    return follow_up_code(DRAFT)


def register_acts(state: DemoState) -> Iterator[Act]:
    """Somebody is designated and accepts; weeks later one learner complains, another writes in confidence."""
    start, first = date.fromisoformat(state.plan["long_ended"]), state.first_day + timedelta(days=1)
    yield Act(first, time(10, 20), _designate)
    yield Act(first, time(17, 20), _accept)
    yield Act(start + timedelta(days=1), time(19, 40), _complain)
    yield Act(start + timedelta(days=1), time(21, 15), _report)
    yield Act(start + timedelta(days=2), time(8, 45), _read)


def _designate(now: datetime) -> None:
    if not ConfidentialRecipient.objects.exists():
        title, address = "responsable qualité, n’anime aucune formation", f"nadia.ferrand@{STAFF_DOMAIN}"
        designate(name="Nadia Ferrand", title=title, email=address, by=BY, now=now)


def _accept(now: datetime) -> None:
    for invited in ConfidentialRecipient.objects.living().filter(accepted_at__isnull=True):
        accept(invited, passphrase=PASSPHRASE, now=now)


def _complain(now: datetime) -> None:
    receive_complaint(COMPLAINT, form=DRAFT, now=now)


def _report(now: datetime) -> None:
    for recipient in recipients_at(now=now)[:1]:
        receive_report(REPORT, recipient=recipient, draft=DRAFT, now=now)


def _read(now: datetime) -> None:
    for report in Report.objects.filter(read_at__isnull=True).select_related("recipient"):
        open_report(report, secret=PASSPHRASE, now=now)
