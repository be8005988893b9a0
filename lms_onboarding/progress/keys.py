"""Natural keys of the mails about a call for help, and the way back from a key to the call."""

from typing import Final

PROVIDER: Final = "provider"  # the training organisation itself, when it named nobody
SCOPE: Final = "stuck"  # personal links to the page where a call is read and answered


def acknowledged(report: int) -> str:
    return f"stuck/{report}/ack"


def to_team(report: int, recipient_key: str) -> str:
    return f"stuck/{report}/trainer/{recipient_key}"


def answered(report: int) -> str:
    return f"stuck/{report}/answer"


def report_of(key: str) -> int:
    """The primary key of the call; what follows it (recipient, resend) does not matter."""
    return int(key.split("/")[1])
