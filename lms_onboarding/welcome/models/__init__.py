"""What this room keeps: one noun per file."""

from .hold import NoticedItem, SendingHold
from .information import InformationPack
from .kit import KitEdition, WelcomeKit
from .needs import NeedsSynthesis

__all__ = ["InformationPack", "KitEdition", "NeedsSynthesis", "NoticedItem", "SendingHold", "WelcomeKit"]
