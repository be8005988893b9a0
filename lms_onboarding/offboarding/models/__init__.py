"""What this room keeps: one noun per file."""

from lms_onboarding.offboarding.kinds import Outcome, PaperKind

from .afterwards import RECALL_DAYS, ActionPlan, Recall
from .alumni import AlumniMember, Announcement, FurtherResource
from .analysis import SurveyAnalysis
from .campaign import CampaignSettings, RelayedReply, SessionCampaigns
from .closing import Bilan, Closing, Handover, Paper

__all__ = [
    "RECALL_DAYS",
    "ActionPlan",
    "AlumniMember",
    "Announcement",
    "Bilan",
    "CampaignSettings",
    "Closing",
    "FurtherResource",
    "Handover",
    "Outcome",
    "Paper",
    "PaperKind",
    "Recall",
    "RelayedReply",
    "SessionCampaigns",
    "SurveyAnalysis",
]
