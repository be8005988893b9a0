"""Natural keys of the welcome's mails: twice is once. Their numbers are the enrolment and its session's schedule."""

from dataclasses import dataclass
from typing import Final

KIT: Final = "welcome"
DAY_BEFORE: Final = "day-before"
MOVED: Final = "session-moved"
CANCELLED: Final = "session-cancelled"
MISSING: Final = "missing-item"


def kit(enrolment: int, schedule_no: int) -> str:
    return f"{KIT}/{enrolment}/{schedule_no}"


def guardian(enrolment: int, schedule_no: int) -> str:
    return f"{kit(enrolment, schedule_no)}/guardian"


def reminder(enrolment: int, schedule_no: int) -> str:
    return f"{kit(enrolment, schedule_no)}/reminder"


def bounced(kit_key: str) -> str:
    """One notice per sending that came back: `kit_key` is that of the mail, resends included."""
    return f"{kit_key}/bounced"


def day_before(enrolment: int, schedule_no: int) -> str:
    return f"{DAY_BEFORE}/{enrolment}/{schedule_no}"


def moved(enrolment: int, schedule_no: int) -> str:
    return f"{MOVED}/{enrolment}/{schedule_no}"


def cancelled(enrolment: int) -> str:
    return f"{CANCELLED}/{enrolment}"


def missing(session: int, schedule_no: int, days: int, owner: str) -> str:
    return f"{MISSING}/{session}/{schedule_no}/{days}/{owner}"


@dataclass(frozen=True, slots=True)
class Target:
    """What the key of a learner's mail is about; `schedule_no` is 0 for a cancellation."""

    enrolment: int
    schedule_no: int


def target_of(key: str) -> Target:
    """Read back the numbers of a learner's key; what follows them (reminder, guardian, resend) does not matter."""
    _, enrolment, *rest = key.split("/")
    return Target(int(enrolment), int(rest[0]) if rest and rest[0].isdecimal() else 0)


def about(enrolment: int) -> str:
    return f"enrolment/{enrolment}"
