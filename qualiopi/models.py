"""The room's tables, where Django looks for them."""

from qualiopi.registers.models import Complaint, ConfidentialRecipient, Report, ReportReply
from qualiopi.seals.models import Leaf, Seal, SealSettings

__all__ = ["Complaint", "ConfidentialRecipient", "Leaf", "Report", "ReportReply", "Seal", "SealSettings"]
