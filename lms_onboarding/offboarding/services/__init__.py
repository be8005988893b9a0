"""The door of the room: every write, and the reads that rooms above need."""

from lms_onboarding.offboarding.analysis.access import reads_everything, signs, surveys_visible_to
from lms_onboarding.offboarding.analysis.candidates import Candidate, candidates
from lms_onboarding.offboarding.analysis.figures import SMALL, Bar, Figure
from lms_onboarding.offboarding.analysis.reading import (
    PartyReading,
    SurveyReading,
    read_for_a_trainer,
    read_surveys,
)
from lms_onboarding.offboarding.analysis.scopes import (
    Period,
    Scope,
    before_session,
    last_year,
    of_funders,
    of_period,
    of_session,
)
from lms_onboarding.offboarding.analysis.signing import (
    AnalysisRefused,
    Lecture,
    Signatory,
    analysis_of,
    sign_analysis,
)
from lms_onboarding.offboarding.campaigns.changing import (
    Relayed,
    ReplyRefused,
    SessionRhythm,
    change_campaigns,
    funder_invitation,
    write_down,
)
from lms_onboarding.offboarding.campaigns.following import (
    FunderState,
    Planned,
    funders_next,
    funders_states,
    planned_for,
)
from lms_onboarding.offboarding.campaigns.setting import campaign_settings
from lms_onboarding.offboarding.campaigns.sweeping import CampaignReport, sweep_campaigns

__all__ = [
    "SMALL",
    "AnalysisRefused",
    "Bar",
    "CampaignReport",
    "Candidate",
    "Figure",
    "FunderState",
    "Lecture",
    "PartyReading",
    "Period",
    "Planned",
    "Relayed",
    "ReplyRefused",
    "Scope",
    "SessionRhythm",
    "Signatory",
    "SurveyReading",
    "analysis_of",
    "before_session",
    "campaign_settings",
    "candidates",
    "change_campaigns",
    "funder_invitation",
    "funders_next",
    "funders_states",
    "last_year",
    "of_funders",
    "of_period",
    "of_session",
    "planned_for",
    "read_for_a_trainer",
    "read_surveys",
    "reads_everything",
    "sign_analysis",
    "signs",
    "surveys_visible_to",
    "sweep_campaigns",
    "write_down",
]
