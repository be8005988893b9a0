"""Sessions, their half-days, the people who run them, and every change told to learners."""

from .change import ScheduleChange
from .session import Session, SessionQuerySet
from .slot import Slot
from .staff import SessionTrainer

__all__ = ["ScheduleChange", "Session", "SessionQuerySet", "SessionTrainer", "Slot"]
