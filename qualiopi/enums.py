"""Words of the room, shared with the rooms above."""

from qualiopi.registers.enums import Channel, ComplaintKind, ComplaintTopic, ComplaintWish, Stakeholder

__all__ = ["Channel", "ComplaintKind", "ComplaintTopic", "ComplaintWish", "Stakeholder"]
