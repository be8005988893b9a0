"""Natural keys of the mails of the first week, and the way back from a key to what it is about."""

from datetime import date
from typing import Final

PROVIDER: Final = "provider"  # the training organisation itself, when it named nobody


def escalation(alert: int, number: int) -> str:
    """`number`: how many times this case went to a referent, this one included; it may be opened again."""
    return f"alert/{alert}/escalation/{number}"


def message(alert: int, number: int) -> str:
    """`number`: how many messages somebody of the team sent from this case, this one included."""
    return f"alert/{alert}/message/{number}"


def group(session: int, fingerprint: str, enrolment: int) -> str:
    """`fingerprint`: of the words and of who wrote them; the same message to the same group is one."""
    return f"group/{session}/{fingerprint}/{enrolment}"


def digest(person: int, day: date) -> str:
    return f"digest/{person}/{day:%Y-%m-%d}"


def source(pk: int) -> str:
    return f"source-alert/{pk}"


def last_of(key: str) -> int:
    """The primary key that ends the key of a message to a group; a resend adds more behind it."""
    return int(key.split("/")[3])


def number_of(key: str) -> int:
    """The primary key that follows the first slash; a resend adds more behind it."""
    return int(key.split("/")[1])
