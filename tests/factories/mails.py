"""Mails that are always the same: `tests.note`, which nobody may refuse, and `tests.opinion`, which anybody may."""

from datetime import datetime
from typing import Any

from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, queue

VALUES = {
    "learner_first_name": "Inès",
    "organisation_name": "Passerelle Formation",
    "privacy_url": "https://exemple.fr/donnees-personnelles",
    "complaint_url": "https://exemple.fr/reclamation",
}


def draft(number: int = 1, *, now: datetime, **changes: Any) -> Draft:
    """A draft due at `now`, to `ines1@exemple.fr`; `to` changes the address, `values` adds variables."""
    person = changes.pop("person", number)
    given: dict[str, Any] = {
        "key": f"note/{number}",
        "message": "tests.note",
        "recipient": Recipient(
            changes.pop("to", f"ines{person}@exemple.fr"), f"Inès{person} Berthier", f"person/{person}"
        ),
        "about": f"enrolment/{number}",
        "due_at": now,
        "variables": VALUES | changes.pop("values", {}),
        "from_name": "Passerelle Formation",
    }
    return Draft(**given | changes)


def queued(number: int = 1, *, now: datetime, **changes: Any) -> OutgoingMail:
    return queue(draft(number, now=now, **changes), now=now)


def opinion(number: int = 1, *, now: datetime, **changes: Any) -> OutgoingMail:
    """A mail that its reader may refuse."""
    return queued(number, now=now, key=f"opinion/{number}", message="tests.opinion", **changes)
