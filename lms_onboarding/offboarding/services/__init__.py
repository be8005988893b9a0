"""The door of the room: every write, and the reads that rooms above need."""

from lms_onboarding.offboarding.campaigns.sweeping import CampaignReport, sweep_campaigns

__all__ = ["CampaignReport", "sweep_campaigns"]
