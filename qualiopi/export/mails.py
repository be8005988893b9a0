"""The message that says an evidence file is ready. It leads to the page: the file asks for an account."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.people.services import provider

from .models import Export

NAMING = {True: "noms réels, table de correspondance jointe", False: "pseudonymes, sans table de correspondance"}


def announce(export: Export, *, now: datetime) -> None:
    """To who asked, once; nothing without an address."""
    if not export.asked_email:
        return
    house = provider()
    pieces = french.counted(export.pieces, "pièce", feminine=True)
    gaps = french.counted(export.gaps, "lacune", feminine=True)
    last = local_date(export.expires_at or now, house.zone)
    queue(
        Draft(
            key=f"evidence-{export.key}",
            message="qualiopi.export_ready",
            recipient=Recipient(export.asked_email, export.asked_name, export.asked_key),
            about=export.key,
            due_at=now,
            from_name=house.name,
            variables={
                "recipient_first_name": export.asked_name.split(" ", maxsplit=1)[0],
                "export_scope": export.scope.rstrip("."),
                "export_summary": f"{pieces}, {gaps}, {french.counted(export.sessions, 'session', feminine=True)}",
                "export_summary_short": f"{pieces}, {gaps}",
                "export_fingerprint": " ".join(export.sha256[place : place + 4] for place in range(0, 16, 4)),
                "export_naming": NAMING[export.nominative],
                "export_url": f"{settings.LMSO_BASE_URL}{reverse('lmso_qualiopi:exports')}",
                "export_expires_on": french.day(last, weekday=False),
                "organisation_name": house.name,
            },
        ),
        now=now,
    )
