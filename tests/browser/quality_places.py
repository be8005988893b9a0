"""What the quality manager keeps: a piece deposited for one session."""

from django.test import Client

from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.models import WelcomeKit
from qualiopi.evidence.models import Deposit


def of_quality(team: Client, session: Session) -> dict[str, str]:
    """A link kept for a session that is over, to be read again."""
    address = f"/preuves/deposer/?indicator=12&session={session.pk}"
    draft = team.get(address).content.decode().split('name="draft" value="')[1].split('"')[0]
    fields = {
        "about": f"session/{session.pk}",
        "title": "Feuille d’émargement sur papier",
        "happened_on": "2026-11-02",
        "url": "https://exemple.fr/feuille",
        "note": "Signée le matin et l’après-midi.",
    }
    team.post(address, {"draft": draft, **fields})
    kit = WelcomeKit.objects.filter(enrolment__session=session, mail__sent_at__isnull=False).earliest("pk")
    return {"deposit": str(Deposit.objects.get().pk), "evidence_kit": str(kit.pk)}
