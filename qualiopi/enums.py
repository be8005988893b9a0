"""Words of the room, shared with the rooms above."""

from qualiopi.keeping import CYCLE, SPANS, Span
from qualiopi.registers.enums import Channel, ComplaintKind, ComplaintTopic, ComplaintWish, Stakeholder

__all__ = [
    "CYCLE",
    "SPANS",
    "Channel",
    "ComplaintKind",
    "ComplaintTopic",
    "ComplaintWish",
    "Span",
    "Stakeholder",
]
