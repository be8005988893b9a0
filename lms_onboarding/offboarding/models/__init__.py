"""What this room keeps: one noun per file."""

from .analysis import SurveyAnalysis
from .campaign import CampaignSettings, RelayedReply, SessionCampaigns

__all__ = ["CampaignSettings", "RelayedReply", "SessionCampaigns", "SurveyAnalysis"]
