"""The verbs of the registers."""

from .complaints import ComplaintText, receive_complaint
from .designating import accept, designate, end_designation, recipients_at, send_again
from .reading import Opened, follow, open_report, reply
from .reminding import remind
from .reporting import ReportText, receive_report

__all__ = [
    "ComplaintText",
    "Opened",
    "ReportText",
    "accept",
    "designate",
    "end_designation",
    "follow",
    "open_report",
    "receive_complaint",
    "receive_report",
    "recipients_at",
    "remind",
    "reply",
    "send_again",
]
