"""What may be done with kits: sweep what is due, say what will leave, hold back, send, note what people did."""

from lms_onboarding.welcome.appointments.access import sessions_to_call_for
from lms_onboarding.welcome.appointments.booking import book_call, cancel_call, decline_call, move_call
from lms_onboarding.welcome.appointments.hands import Hand, hand_of
from lms_onboarding.welcome.appointments.links import page_link as call_link
from lms_onboarding.welcome.appointments.noting import CallNote, note_outcome
from lms_onboarding.welcome.appointments.offering import CallOffer, HowHeld, move_slot, offer_slots, withdraw_slot
from lms_onboarding.welcome.appointments.reading import (
    CallState,
    LearnerCall,
    SessionCalls,
    learner_call,
    session_calls,
    with_calls,
)
from lms_onboarding.welcome.appointments.words import minutes as minutes_said
from lms_onboarding.welcome.information.facts import (
    PackOutdated,
    RegistrationClosed,
    confirm_informed,
    information_proofs,
    note_pack_opened,
)
from lms_onboarding.welcome.needs.access import signable_by, visible_to
from lms_onboarding.welcome.needs.reading import (
    LearnerNeeds,
    NeedsFacts,
    PartnerNeeds,
    Stage,
    followed,
    learners_needs,
    needs_facts,
    partners_needs,
    with_progress,
)
from lms_onboarding.welcome.needs.synthesis import AlreadySynthesised, Analysis, Author, SynthesisRefused, synthesise
from lms_onboarding.welcome.replies.answering import Answer, reply_to_change
from lms_onboarding.welcome.replies.reading import ReplyRow, session_replies
from lms_onboarding.welcome.sendings import PlannedSending, Somebody, Standing

from .facts import acknowledge, note_opened
from .holds import KitIncomplete, SessionClosed, hold, lift, resend_kit, send_now
from .own import OwnKit, kit_day, kits_visible_to, own_agenda, own_kit, own_piece
from .preview import Facts, Span, facts_since, planned, register_sendings
from .sweeping import SweepReport, sweep

__all__ = [
    "AlreadySynthesised",
    "Analysis",
    "Answer",
    "Author",
    "CallNote",
    "CallOffer",
    "CallState",
    "Facts",
    "Hand",
    "HowHeld",
    "KitIncomplete",
    "LearnerCall",
    "LearnerNeeds",
    "NeedsFacts",
    "OwnKit",
    "PackOutdated",
    "PartnerNeeds",
    "PlannedSending",
    "RegistrationClosed",
    "ReplyRow",
    "SessionCalls",
    "SessionClosed",
    "Somebody",
    "Span",
    "Stage",
    "Standing",
    "SweepReport",
    "SynthesisRefused",
    "acknowledge",
    "book_call",
    "call_link",
    "cancel_call",
    "confirm_informed",
    "decline_call",
    "facts_since",
    "followed",
    "hand_of",
    "hold",
    "information_proofs",
    "kit_day",
    "kits_visible_to",
    "learner_call",
    "learners_needs",
    "lift",
    "minutes_said",
    "move_call",
    "move_slot",
    "needs_facts",
    "note_opened",
    "note_outcome",
    "note_pack_opened",
    "offer_slots",
    "own_agenda",
    "own_kit",
    "own_piece",
    "partners_needs",
    "planned",
    "register_sendings",
    "reply_to_change",
    "resend_kit",
    "send_now",
    "session_calls",
    "session_replies",
    "sessions_to_call_for",
    "signable_by",
    "sweep",
    "synthesise",
    "visible_to",
    "with_calls",
    "with_progress",
    "withdraw_slot",
]
