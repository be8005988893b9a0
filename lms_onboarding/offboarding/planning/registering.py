"""What people call the messages of this room, and the function that says which will leave."""

from collections.abc import Iterator
from typing import Final

from lms_onboarding.welcome.services import PlannedSending, Span, register_sendings

from .afterwards import afterwards_coming
from .campaigns import campaigns_coming
from .sendings import gathered

LABELS: Final = {
    "surveys.hot_invitation": "Avis à chaud",
    "surveys.hot_reminder": "Relance de l’avis à chaud",
    "surveys.cold_invitation": "Avis avec du recul",
    "surveys.cold_reminder": "Relance de l’avis avec du recul",
    "surveys.trainer_feedback": "Retour du formateur",
    "surveys.trainer_reminder": "Relance du retour du formateur",
    "surveys.company_invitation": "Avis de l’entreprise",
    "surveys.company_reminder": "Relance de l’avis de l’entreprise",
    "surveys.funder_yearly": "Avis annuel des financeurs",
    "surveys.funder_reminder": "Relance de l’avis des financeurs",
    "offboarding.self_assessment": "Auto-évaluation de fin",
    "offboarding.recall_day7": "Questions de rappel, une semaine après",
    "offboarding.recall_day30": "Questions de rappel, un mois après",
    "offboarding.action_day30": "Rappel de l’action à trente jours",
    "offboarding.alumni_invitation": "Invitation au réseau des anciens",
    "offboarding.closing": "Bilan et documents de fin",
    "offboarding.closing_without_badge": "Bilan et documents de fin",
    "offboarding.closing_corrected": "Bilan corrigé",
    "offboarding.certificate_to_funder": "Certificat de réalisation, au financeur et à l’employeur",
}


def coming(span: Span) -> Iterator[PlannedSending]:
    """Everything but what a release sends: nobody knows when somebody will decide it."""
    return gathered([*campaigns_coming(span), *afterwards_coming(span)])


def register_planning() -> None:
    """Called when the application is ready."""
    register_sendings(LABELS, coming)
