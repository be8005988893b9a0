"""Natural keys of the mails of the closing, the scopes of their links, and the way back from a key."""

from datetime import timedelta
from typing import Final

CLOSING_SCOPE: Final = "closing"  # the learner's page of the end
CHECKED_SCOPE: Final = "closing_checked"  # the same, for who gave the code sent to the current address
CERTIFICATE_SCOPE: Final = "certificate"
CERTIFICATE_CHECKED_SCOPE: Final = "certificate_checked"  # the same, with the code sent to the current address
RECALL_SCOPE: Final = "recall"
# Documents outlive the session: their links too. After the first weeks they ask for a code, since mails get forwarded.
LINK_LIFE: Final = timedelta(days=3 * 365)
TRUSTED: Final = timedelta(weeks=6)
CHECKED_FOR: Final = timedelta(hours=2)


def closing(enrolment: int, version: int) -> str:
    return f"closing/{enrolment}" if version == 1 else f"closing/{enrolment}/{version}"


def certificate(document: int, party: str) -> str:
    """`party`: company or funder."""
    return f"certificate/{document}/{party}"


def paper(pk: int) -> str:
    """What the link of a certificate opens."""
    return f"paper/{pk}"


def self_assessment(enrolment: int) -> str:
    return f"self-assessment/{enrolment}"


def action_plan(plan: int) -> str:
    return f"action-plan/{plan}/30"


def recall(enrolment: int, days: int) -> str:
    return f"recall/{enrolment}/{days}"


def number_in(key: str) -> int:
    """What the key is about; what follows (version, resend) does not matter."""
    return int(key.split("/")[1])
