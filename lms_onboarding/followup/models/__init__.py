"""What this room keeps: one noun per file."""

from .action import Action
from .alert import Alert, Signal
from .calendar import Closure, RemoteDay
from .settings import DigestChoice, FollowupThresholds
from .source import SourceAlert

__all__ = [
    "Action",
    "Alert",
    "Closure",
    "DigestChoice",
    "FollowupThresholds",
    "RemoteDay",
    "Signal",
    "SourceAlert",
]
