"""What the rooms above may do here."""

from qualiopi.registers.services import designate, end_designation, receive_complaint, recipients_at
from qualiopi.seals.sealing import seal_due
from qualiopi.seals.verifying import verify_seals

__all__ = [
    "designate",
    "end_designation",
    "receive_complaint",
    "recipients_at",
    "seal_due",
    "verify_seals",
]
