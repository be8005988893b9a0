"""What may be done in the first week: sweep, act on a case, answer, read."""

from lms_onboarding.followup.acting.answering import reply
from lms_onboarding.followup.acting.deciding import Ending, close, defer, read_reply, take, undo
from lms_onboarding.followup.acting.exchanging import Message, note_contact, send_message
from lms_onboarding.followup.acting.grouping import (
    GroupLetter,
    GroupMessage,
    group_messages,
    letters_to_group,
    write_to_group,
)
from lms_onboarding.followup.acting.hands import Hand
from lms_onboarding.followup.acting.postponing import postponements, until_of
from lms_onboarding.followup.choosing import choose_digest, thresholds_of
from lms_onboarding.followup.measuring.working import Worth, worth_of_signals
from lms_onboarding.followup.refusals import CaseChanged, CaseClosed, FollowupRefused, NothingToUndo, UnknownCase
from lms_onboarding.followup.suggesting import Suggestion, suggest
from lms_onboarding.followup.watching.sweeping import SweepReport, sweep
from lms_onboarding.followup.wording import Reason, age, is_unanswered, reasons_of, told

__all__ = [
    "CaseChanged",
    "CaseClosed",
    "Ending",
    "FollowupRefused",
    "GroupLetter",
    "GroupMessage",
    "Hand",
    "Message",
    "NothingToUndo",
    "Reason",
    "Suggestion",
    "SweepReport",
    "UnknownCase",
    "Worth",
    "age",
    "choose_digest",
    "close",
    "defer",
    "group_messages",
    "is_unanswered",
    "letters_to_group",
    "note_contact",
    "postponements",
    "read_reply",
    "reasons_of",
    "reply",
    "send_message",
    "suggest",
    "sweep",
    "take",
    "thresholds_of",
    "told",
    "undo",
    "until_of",
    "worth_of_signals",
    "write_to_group",
]
