"""What the rooms above may do here."""

from qualiopi.registers.services import designate, end_designation, receive_complaint, recipients_at

__all__ = ["designate", "end_designation", "receive_complaint", "recipients_at"]
