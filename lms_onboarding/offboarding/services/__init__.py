"""The door of the room: every write, and the reads that rooms above need."""

from lms_onboarding.common.postal import city_of
from lms_onboarding.offboarding.afterwards.actions import tell_outcome, write_action
from lms_onboarding.offboarding.afterwards.follow_ups import FollowUp, action_of, follow_up_of, note_follow_up
from lms_onboarding.offboarding.afterwards.recalls import note_answered
from lms_onboarding.offboarding.alumni.inviting import sweep_alumni
from lms_onboarding.offboarding.alumni.joining import AlumniRefused, Shown, join_alumni, leave_alumni, may_join
from lms_onboarding.offboarding.alumni.loading import AlumniLoaded, load_alumni
from lms_onboarding.offboarding.alumni.reading import (
    Neighbour,
    announcements,
    directory,
    membership_of,
    resources_for,
)
from lms_onboarding.offboarding.analysis.access import reads_everything, signs, surveys_visible_to
from lms_onboarding.offboarding.analysis.candidates import Candidate, candidates, candidates_since
from lms_onboarding.offboarding.analysis.figures import SMALL, Bar, Figure
from lms_onboarding.offboarding.analysis.listing import with_surveys
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
from lms_onboarding.offboarding.campaigns.asks import goal_of
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
    silent_organisations,
)
from lms_onboarding.offboarding.campaigns.setting import campaign_settings
from lms_onboarding.offboarding.campaigns.sweeping import CampaignReport, sweep_campaigns
from lms_onboarding.offboarding.closing.access import sessions_to_close_for
from lms_onboarding.offboarding.closing.badging import badges_of
from lms_onboarding.offboarding.closing.drafting import open_closing, redraft
from lms_onboarding.offboarding.closing.editing import Wording, is_handed_over, save_bilan, validate_bilans
from lms_onboarding.offboarding.closing.fetching import note_fetched, write_archive
from lms_onboarding.offboarding.closing.freezing import course_of
from lms_onboarding.offboarding.closing.gathering import Group, Learner, gather
from lms_onboarding.offboarding.closing.issuing import draw, issue_papers
from lms_onboarding.offboarding.closing.page import Skill, skills_of
from lms_onboarding.offboarding.closing.preparing import Due, Signer, missing_identity
from lms_onboarding.offboarding.closing.reading import Desk, OwnClosing, desk_of, own_closing, with_closings
from lms_onboarding.offboarding.closing.releasing import release, release_correction
from lms_onboarding.offboarding.closing.rules import words_of
from lms_onboarding.offboarding.closing.sweeping import ClosingReport, sweep_closings
from lms_onboarding.offboarding.pdf.badge import Badge

__all__ = [
    "SMALL",
    "AlumniLoaded",
    "AlumniRefused",
    "AnalysisRefused",
    "Badge",
    "Bar",
    "CampaignReport",
    "Candidate",
    "ClosingReport",
    "Desk",
    "Due",
    "Figure",
    "FollowUp",
    "FunderState",
    "Group",
    "Learner",
    "Lecture",
    "Neighbour",
    "OwnClosing",
    "PartyReading",
    "Period",
    "Planned",
    "Relayed",
    "ReplyRefused",
    "Scope",
    "SessionRhythm",
    "Shown",
    "Signatory",
    "Signer",
    "Skill",
    "SurveyReading",
    "Wording",
    "action_of",
    "analysis_of",
    "announcements",
    "badges_of",
    "before_session",
    "campaign_settings",
    "candidates",
    "candidates_since",
    "change_campaigns",
    "city_of",
    "course_of",
    "desk_of",
    "directory",
    "draw",
    "follow_up_of",
    "funder_invitation",
    "funders_next",
    "funders_states",
    "gather",
    "goal_of",
    "is_handed_over",
    "issue_papers",
    "join_alumni",
    "last_year",
    "leave_alumni",
    "load_alumni",
    "may_join",
    "membership_of",
    "missing_identity",
    "note_answered",
    "note_fetched",
    "note_follow_up",
    "of_funders",
    "of_period",
    "of_session",
    "open_closing",
    "own_closing",
    "planned_for",
    "read_for_a_trainer",
    "read_surveys",
    "reads_everything",
    "redraft",
    "release",
    "release_correction",
    "resources_for",
    "save_bilan",
    "sessions_to_close_for",
    "sign_analysis",
    "signs",
    "silent_organisations",
    "skills_of",
    "surveys_visible_to",
    "sweep_alumni",
    "sweep_campaigns",
    "sweep_closings",
    "tell_outcome",
    "validate_bilans",
    "with_closings",
    "with_surveys",
    "words_of",
    "write_action",
    "write_archive",
    "write_down",
]
