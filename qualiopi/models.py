"""The room's tables, where Django looks for them."""

from qualiopi.coverage.models import DueNotice, PieceReview, SessionStanding, Waiver
from qualiopi.crossing.models import CrossTable
from qualiopi.evidence.models import Deposit
from qualiopi.export.models import Export
from qualiopi.improvement.models import Action, ActionSource, Measure, PlanReview, Risk, RiskReview
from qualiopi.registers.models import Complaint, ConfidentialRecipient, Decision, Emptiness, Report, ReportReply
from qualiopi.seals.models import Leaf, Seal, SealSettings

__all__ = [
    "Action",
    "ActionSource",
    "Complaint",
    "ConfidentialRecipient",
    "CrossTable",
    "Decision",
    "Deposit",
    "DueNotice",
    "Emptiness",
    "Export",
    "Leaf",
    "Measure",
    "PieceReview",
    "PlanReview",
    "Report",
    "ReportReply",
    "Risk",
    "RiskReview",
    "Seal",
    "SealSettings",
    "SessionStanding",
    "Waiver",
]
