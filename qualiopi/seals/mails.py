"""The message that carries a seal outside: whoever rewrites the database cannot rewrite what was received."""

import re
from datetime import datetime
from typing import Final

from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.people.services import provider

from .models import Seal, SealSettings

TOLD: Final = re.compile(r"Sceau\s+n°\s*(\d+)\s*:\s*([0-9a-f]{64})\b")


def announce(seal: Seal, *, now: datetime) -> None:
    """Queue the message of this seal, once; nothing without an address to keep it."""
    address = SealSettings.load().email
    if not address:
        return
    organisation = provider()
    queue(
        Draft(
            key=f"seal/{seal.number}",
            message="qualiopi.daily_seal",
            recipient=Recipient(address, "", ""),
            about=f"seal/{seal.number}",
            due_at=now,
            from_name=organisation.name,
            window=organisation.window,
            variables={
                "seal_number": str(seal.number),
                "seal_day": french.day(local_date(seal.sealed_at, organisation.zone)),
                "seal_size": french.counted(seal.size, "fait ou document", "faits et documents"),
                "seal_code": seal.chain,
                "organisation_name": organisation.name,
            },
        ),
        now=now,
    )


def fingerprints(text: str) -> dict[int, str]:
    """The seals named in messages received: number → fingerprint."""
    return {int(number): code for number, code in TOLD.findall(text)}
