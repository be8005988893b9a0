"""The room's tables, where Django looks for them."""

from qualiopi.coverage.models import PieceReview, SessionStanding, Waiver
from qualiopi.evidence.models import Deposit
from qualiopi.registers.models import Complaint, ConfidentialRecipient, Report, ReportReply
from qualiopi.seals.models import Leaf, Seal, SealSettings

__all__ = [
    "Complaint",
    "ConfidentialRecipient",
    "Deposit",
    "Leaf",
    "PieceReview",
    "Report",
    "ReportReply",
    "Seal",
    "SealSettings",
    "SessionStanding",
    "Waiver",
]
