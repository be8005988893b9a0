"""The tables of the registers."""

from .complaints import Complaint, ComplaintQuerySet
from .confidential import ConfidentialRecipient, ConfidentialRecipientQuerySet, Report, ReportReply
from .period import Decision, Emptiness

__all__ = [
    "Complaint",
    "ComplaintQuerySet",
    "ConfidentialRecipient",
    "ConfidentialRecipientQuerySet",
    "Decision",
    "Emptiness",
    "Report",
    "ReportReply",
]
