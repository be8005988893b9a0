"""What this room keeps: one noun per file."""

from .call import Booking, CallDecline, CallSlot
from .hold import NoticedItem, SendingHold
from .information import InformationPack
from .kit import KitEdition, WelcomeKit
from .needs import NeedsSynthesis
from .reply import SessionReply

__all__ = [
    "Booking",
    "CallDecline",
    "CallSlot",
    "InformationPack",
    "KitEdition",
    "NeedsSynthesis",
    "NoticedItem",
    "SendingHold",
    "SessionReply",
    "WelcomeKit",
]
