"""What may be done with mails: queue, resend, hold back, refuse, deliver; and how a room registers its messages."""

from lms_onboarding.mailing.courtesy import Departure, Due
from lms_onboarding.mailing.registry import (
    Composer,
    Composition,
    CompositionRefused,
    Needed,
    Part,
    register,
    register_many,
)
from lms_onboarding.mailing.rendering import Letter, Rendered, as_markdown, letter, render
from lms_onboarding.mailing.sending.delivering import Delivered, deliver

from .foreseeing import Foresight, Promise, foresee, may_be_refused
from .forgetting import empty_mails, said_something, unaddress_mails
from .holding import HeldBack, forget, readdress, suppress, suppress_many
from .queueing import Draft, Recipient, message_id_of, queue, queue_many
from .refusing import opt_in, opt_out
from .resending import NothingToResend, resend
from .tracking import note_bounced, note_delivered

__all__ = [
    "Composer",
    "Composition",
    "CompositionRefused",
    "Delivered",
    "Departure",
    "Draft",
    "Due",
    "Foresight",
    "HeldBack",
    "Letter",
    "Needed",
    "NothingToResend",
    "Part",
    "Promise",
    "Recipient",
    "Rendered",
    "as_markdown",
    "deliver",
    "empty_mails",
    "foresee",
    "forget",
    "letter",
    "may_be_refused",
    "message_id_of",
    "note_bounced",
    "note_delivered",
    "opt_in",
    "opt_out",
    "queue",
    "queue_many",
    "readdress",
    "register",
    "register_many",
    "render",
    "resend",
    "said_something",
    "suppress",
    "suppress_many",
    "unaddress_mails",
]
