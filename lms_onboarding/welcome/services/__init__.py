"""What may be done with kits: sweep what is due, say what will leave, hold back, send, note what people did."""

from lms_onboarding.welcome.sendings import PlannedSending, Somebody, Standing

from .facts import acknowledge, note_opened
from .holds import KitIncomplete, SessionClosed, hold, lift, resend_kit, send_now
from .preview import Facts, facts_since, planned
from .sweeping import SweepReport, sweep

__all__ = [
    "Facts",
    "KitIncomplete",
    "PlannedSending",
    "SessionClosed",
    "Somebody",
    "Standing",
    "SweepReport",
    "acknowledge",
    "facts_since",
    "hold",
    "lift",
    "note_opened",
    "planned",
    "resend_kit",
    "send_now",
    "sweep",
]
