"""Natural keys of the mails about appointments, and the way back from a key to what it is about.

`<enrolment>/<schedule_no>/offer`, `<booking>/<news>[/trainer]`, `<enrolment>/<slot>` for the invitation to a meeting,
`follow-up/<enrolment>/offer`; `slot/<slot>/<news>/trainer` for what the trainer of a meeting is told, once for all
its learners.
"""

from typing import Final

CALL: Final = "welcome-call"
FOLLOW_UP: Final = "follow-up"
MEETING: Final = "welcome-group"
TRAINER: Final = "trainer"
CONFIRMED: Final = "confirmed"
CANCELLED: Final = "cancelled"


def offer(enrolment: int, schedule_no: int) -> str:
    return f"{CALL}/{enrolment}/{schedule_no}/offer"


def follow_up_offer(enrolment: int) -> str:
    return f"{FOLLOW_UP}/{enrolment}/offer"


def invitation(enrolment: int, slot: int) -> str:
    return f"{MEETING}/{enrolment}/{slot}"


def changed(sequence: int) -> str:
    return f"changed/{sequence}"


def left(sequence: int) -> str:
    """The call went to somebody else: who made it before is told."""
    return f"changed/{sequence}/left"


def booking(pk: int, news: str) -> str:
    return f"{CALL}/{pk}/{news}"


def for_trainer(pk: int, news: str) -> str:
    return f"{CALL}/{pk}/{news}/{TRAINER}"


def meeting(slot: int, news: str) -> str:
    return f"{MEETING}/slot/{slot}/{news}/{TRAINER}"


def first_number(key: str) -> int:
    """The enrolment of an offer or an invitation, the booking of other news; 0 for the trainer of a meeting."""
    number = key.split("/")[1]
    return int(number) if number.isdecimal() else 0


def slot_of(key: str) -> int:
    """The slot of an invitation, or of what the trainer of a meeting is told; 0 for a booking's news."""
    room, *rest = key.split("/")
    if room != MEETING:
        return 0
    return int(rest[1])


def sequence_of(key: str) -> int:
    """The version that a change announces, 0 for any other news; a resend does not matter."""
    _before, found, after = key.partition("/changed/")
    return int(after.split("/")[0]) if found else 0
