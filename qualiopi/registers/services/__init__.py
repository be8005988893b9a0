"""The verbs of the registers."""

from .complaints import ComplaintText, receive_complaint
from .declaring import declare_empty
from .designating import accept, designate, end_designation, recipients_at, send_again
from .handling import answer, cited, close, entrust, keep_draft
from .noting import FactText, note_fact
from .proposing import AlreadyDecided, Proposal, leave_out, proposals, take_in
from .reading import Opened, follow, open_report, reply
from .reminding import remind
from .reporting import ReportText, receive_report

__all__ = [
    "AlreadyDecided",
    "ComplaintText",
    "FactText",
    "Opened",
    "Proposal",
    "ReportText",
    "accept",
    "answer",
    "cited",
    "close",
    "declare_empty",
    "designate",
    "end_designation",
    "entrust",
    "follow",
    "keep_draft",
    "leave_out",
    "note_fact",
    "open_report",
    "proposals",
    "receive_complaint",
    "receive_report",
    "recipients_at",
    "remind",
    "reply",
    "send_again",
    "take_in",
]
