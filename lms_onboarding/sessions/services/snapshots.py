"""What was announced about a session, as plain values: for comparison, for the history of changes, for messages."""

from dataclasses import asdict, dataclass
from typing import Any

from lms_onboarding.sessions.models import Session

from .planning import plans_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session is held; a change of any of these is a move."""

    modality: str
    venue: str = ""
    room: str = ""
    join_url: str = ""


def subject_of(session: Session) -> str:
    """How the journal names this session: `session/3`."""
    return f"session/{session.pk}"


def place_of(session: Session) -> Place:
    return Place(str(session.modality), session.venue, session.room, session.join_url)


def announced(session: Session) -> dict[str, Any]:
    """What learners were told: {starts_at, ends_at (ISO, offset kept), slots [{day, half, start, end, remote,
    subject}], modality, venue, room, join_url}. JSON values only."""
    return {
        "starts_at": session.starts_at.isoformat() if session.starts_at else None,
        "ends_at": session.ends_at.isoformat() if session.ends_at else None,
        "slots": [
            {
                "day": slot.day.isoformat(),
                "half": slot.on_half.value,
                "start": f"{slot.start:%H:%M}",
                "end": f"{slot.end:%H:%M}",
                "remote": slot.remote,
                "subject": slot.subject,
            }
            for slot in plans_of(session)
        ],
        **asdict(place_of(session)),
    }
