"""Every write about sessions: create, plan the half-days, open, move, cancel."""

from lms_onboarding.sessions.refusals import (
    CodeTaken,
    HalfDayHeld,
    HalfDayTaken,
    NothingChanged,
    ReasonMissing,
    ScheduleAnnounced,
    SessionCancelled,
    SessionEndsBeforeItStarts,
    SessionOver,
    SessionRefused,
    SlotEndsBeforeItStarts,
    SlotOutsideSession,
    SlotsMissing,
    TrainerTwice,
)
from lms_onboarding.sessions.rules import Period, SlotPlan, refuse_impossible

from .cancelling import cancel
from .creating import Plan, TrainerPlan, create_session, save_details
from .moving import refuse_past, reschedule
from .opening import open_session
from .planning import is_announced, plan_slots, plans_of, same_schedule
from .releasing import mark_released
from .snapshots import Place, announced, place_of, subject_of

__all__ = [
    "CodeTaken",
    "HalfDayHeld",
    "HalfDayTaken",
    "NothingChanged",
    "Period",
    "Place",
    "Plan",
    "ReasonMissing",
    "ScheduleAnnounced",
    "SessionCancelled",
    "SessionEndsBeforeItStarts",
    "SessionOver",
    "SessionRefused",
    "SlotEndsBeforeItStarts",
    "SlotOutsideSession",
    "SlotPlan",
    "SlotsMissing",
    "TrainerPlan",
    "TrainerTwice",
    "announced",
    "cancel",
    "create_session",
    "is_announced",
    "mark_released",
    "open_session",
    "place_of",
    "plan_slots",
    "plans_of",
    "refuse_impossible",
    "refuse_past",
    "reschedule",
    "same_schedule",
    "save_details",
    "subject_of",
]
