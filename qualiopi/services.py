"""What the rooms above may do here."""

from qualiopi.registers.codes import follow_up_code
from qualiopi.registers.services import (
    ComplaintText,
    ReportText,
    accept,
    designate,
    end_designation,
    open_report,
    receive_complaint,
    receive_report,
    recipients_at,
    remind,
)
from qualiopi.seals.sealing import seal_due
from qualiopi.seals.verifying import verify_seals

__all__ = [
    "ComplaintText",
    "ReportText",
    "accept",
    "designate",
    "end_designation",
    "follow_up_code",
    "open_report",
    "receive_complaint",
    "receive_report",
    "recipients_at",
    "remind",
    "seal_due",
    "verify_seals",
]
