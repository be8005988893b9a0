"""What this room keeps: one noun per file."""

from .hold import NoticedItem, SendingHold
from .kit import KitEdition, WelcomeKit

__all__ = ["KitEdition", "NoticedItem", "SendingHold", "WelcomeKit"]
