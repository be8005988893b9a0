"""The room's tables, where Django looks for them."""

from qualiopi.registers.models import Complaint, ConfidentialRecipient, Report, ReportReply

__all__ = ["Complaint", "ConfidentialRecipient", "Report", "ReportReply"]
